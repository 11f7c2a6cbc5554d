package io.ledgerlink.nexus.cache.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class NexusCacheHealthContributorAutoConfigurationTests {

    private static final String NAME = "nexusCacheHealthContributor";

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(NexusCacheHealthContributorAutoConfiguration.class))
            .withUserConfiguration(Cached.class);

    @Configuration(proxyBeanMethods = false)
    static class Cached {

        @Bean
        NexusCache cache() {
            return NexusCacheBuilder.named("app").inMemory(new InMemoryRemote()).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHealth {

        @Bean
        HealthIndicator nexusCacheHealthIndicator() {
            return () -> Health.unknown().build();
        }
    }

    @Test
    void theCacheIsUpAndSaysThatBothTiersServe() {
        contexts.run(context -> assertThat(health(context.getBean(NAME, HealthIndicator.class)))
                .isEqualTo(Health.up()
                        .withDetail("connected", true)
                        .withDetail("serving", "local and remote tier")
                        .withDetail("breaker", "closed")
                        .withDetail("epochs", 1L)
                        .withDetail("pendingScopes", 0)
                        .build()));
    }

    @Test
    void theHealthEndpointNamesTheCache() {
        contexts.withConfiguration(AutoConfigurations.of(
                        HealthContributorRegistryAutoConfiguration.class,
                        HealthContributorAutoConfiguration.class,
                        HealthEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoint.health.show-details=always")
                .run(context -> assertThat(Objects.requireNonNull(
                                        context.getBean(HealthEndpoint.class).healthForPath("nexusCache"))
                                .getStatus())
                        .isEqualTo(Status.UP));
    }

    @Test
    void theCacheStaysUpAndSaysThatItsBreakerIsOpen() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache cache = NexusCacheBuilder.named("health")
                    .redis(factory)
                    .startupTimeout(Duration.ofSeconds(20))
                    .remoteTimeout(Duration.ofMillis(50))
                    .build()) {
                HealthIndicator indicator = new NexusCacheHealthIndicator(cache);
                redis.freeze();
                Await.until("the frozen server is given up on", () -> {
                    cache.evictor().evictTenant("t1");
                    return cache.busStatistics().breakerOpen();
                });
                assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
                assertThat(health(indicator).getDetails())
                        .containsEntry("breaker", "open")
                        .containsEntry("connected", false);
                redis.thaw();
                Await.until(
                        "the server is found answering",
                        () -> cache.busStatistics().connected());
                assertThat(health(indicator).getDetails()).containsEntry("breaker", "closed");
            } finally {
                factory.destroy();
            }
        }
    }

    @Test
    void theCacheStaysUpWhileRedisIsAwayAndSaysSoAndThatItIsBack() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache cache = NexusCacheBuilder.named("health")
                    .redis(factory)
                    .startupTimeout(Duration.ofSeconds(20))
                    .build()) {
                HealthIndicator indicator = new NexusCacheHealthIndicator(cache);
                assertThat(health(indicator).getDetails()).containsEntry("connected", true);
                redis.stop();
                Await.until("Redis is lost", () -> !cache.busStatistics().connected());
                cache.evictor().evictTenant("t1");
                Health away = health(indicator);
                assertThat(away.getStatus()).isEqualTo(Status.UP);
                assertThat(away.getDetails())
                        .containsAllEntriesOf(Map.of(
                                "connected",
                                false,
                                "serving",
                                "local tier and sources, without the remote tier",
                                "pendingScopes",
                                1));
                redis.startAgain();
                Await.until(
                        "Redis is back and has been told",
                        () -> health(indicator)
                                .getDetails()
                                .entrySet()
                                .containsAll(Map.of(
                                                "connected",
                                                true,
                                                "serving",
                                                "local and remote tier",
                                                "pendingScopes",
                                                0)
                                        .entrySet()));
                assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
            } finally {
                factory.destroy();
            }
        }
    }

    @Test
    void itsHealthCanBeSwitchedOffAndGoesWithTheCache() {
        contexts.run(context -> assertThat(context).hasBean(NAME));
        contexts.withPropertyValues("management.health.nexuscache.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NAME));
        contexts.withPropertyValues("nexus.cache.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NAME));
    }

    @Test
    void healthOfTheApplicationsOwnIsLeftAlone() {
        contexts.withUserConfiguration(OwnHealth.class)
                .run(context ->
                        assertThat(context).hasSingleBean(HealthIndicator.class).hasBean("nexusCacheHealthIndicator"));
    }

    /** Imports as applications do: what lacks its classes is left out before it is read. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(NexusCacheHealthContributorAutoConfiguration.class)
    static class Imported {}

    @Test
    void withoutTheHealthModuleThereIsNone() {
        new ApplicationContextRunner()
                .withUserConfiguration(Cached.class, Imported.class)
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(NexusCache.class)
                        .doesNotHaveBean(NAME));
    }

    private static Health health(HealthIndicator indicator) {
        return Objects.requireNonNull(indicator.health());
    }
}
