package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.event.CacheEvictedEvent;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** A service with queries and commands, as many instances of it as a test starts. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
@Import({LedgerQueries.class, LedgerCommands.class, LedgerApplication.Heard.class})
class LedgerApplication {

    static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    @Bean
    TenantResolver tenant() {
        return TENANT::get;
    }

    /** An instance on this Redis, which may take its time. */
    static ConfigurableApplicationContext start(SharedRedis redis, String... settings) {
        return start(redis.prefix(), redis.uri(), settings);
    }

    static ConfigurableApplicationContext start(String name, String uri, String... settings) {
        return startNamed(
                name,
                Stream.concat(Stream.of("--spring.data.redis.url=" + uri), Stream.of(settings))
                        .toArray(String[]::new));
    }

    /** An instance whose settings say where Redis is. */
    static ConfigurableApplicationContext startNamed(String name, String... settings) {
        String[] all = Stream.concat(
                        Stream.of(
                                "--spring.main.web-application-type=none",
                                "--spring.application.name=" + name,
                                "--nexus.cache.remote.timeout=10s",
                                "--nexus.cache.caches.names.tenant-scoped=true"),
                        Stream.of(settings))
                .toArray(String[]::new);
        return new SpringApplicationBuilder(LedgerApplication.class).run(all);
    }

    /** What an instance was told by events. */
    static class Heard {

        private final List<CacheEvictedEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void evicted(CacheEvictedEvent event) {
            events.add(event);
        }

        boolean of(boolean own, String scope) {
            return events.stream()
                    .filter(event -> event.own() == own)
                    .flatMap(event -> event.stamps().stream())
                    .anyMatch(stamp -> stamp.scope().contains(scope));
        }
    }
}
