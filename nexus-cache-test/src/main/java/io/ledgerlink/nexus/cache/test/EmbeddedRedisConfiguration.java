package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Before Spring Boot's own details, which give way. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = NexusCacheTestAutoConfiguration.REMOTE, havingValue = "embedded")
class EmbeddedRedisConfiguration {

    @Bean
    DataRedisConnectionDetails nexusCacheTestRedis() {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of(Shared.SERVER.host(), Shared.SERVER.port());
            }
        };
    }

    /** Ends with the JVM. */
    private static final class Shared {
        static final RedisServer SERVER = RedisServer.start().awaitAge();
    }
}
