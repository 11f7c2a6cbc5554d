package io.ledgerlink.nexus.cache.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import io.ledgerlink.nexus.cache.micrometer.NexusCacheMeters;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@ExtendWith(OutputCaptureExtension.class)
class NexusCacheMetricsAutoConfigurationTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NexusCacheMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    CacheMetricsAutoConfiguration.class))
            .withUserConfiguration(Cached.class);

    @Configuration(proxyBeanMethods = false)
    static class Cached {

        @Bean
        NexusCache cache() {
            return NexusCacheBuilder.named("app")
                    .inMemory(new InMemoryRemote())
                    .cache("ledger", CachePolicy.defaults())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registry {

        @Bean
        SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherRegistry {

        @Bean
        SimpleMeterRegistry otherRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherCache {

        @Bean
        NexusCache other() {
            return NexusCacheBuilder.named("other").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryCache {

        @Bean
        @Primary
        NexusCache primary() {
            return NexusCacheBuilder.named("primary")
                    .cache("rates", CachePolicy.defaults())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMeters {

        @Bean
        NexusCacheMeters own(NexusCache cache) {
            return new NexusCacheMeters(cache, "mine");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SpringsCaches {

        @Bean
        ConcurrentMapCacheManager cacheManager() {
            return new ConcurrentMapCacheManager("ledger");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Manager {

        @Bean
        NexusCacheManager cacheManager(NexusCache cache) {
            return NexusCacheManager.over(cache).names(List.of("ledger")).build();
        }
    }

    @Test
    void theRegistryMeasuresTheCachesThatAreThereAndThoseThatCome() {
        contexts.withUserConfiguration(Registry.class).run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(misses(registry, "ledger")).isZero();
            for (String cache : List.of("ledger", "later")) {
                CacheKey key =
                        CacheKey.builder(cache).tenant("t1").query("entries").build();
                context.getBean(NexusCache.class).get(key, String.class, () -> "one");
                assertThat(misses(registry, cache)).isEqualTo(1);
            }
        });
    }

    @Test
    void everyRegistryMeasuresTheCaches() {
        contexts.withUserConfiguration(Registry.class, OtherRegistry.class)
                .run(context -> assertThat(context.getBeansOfType(SimpleMeterRegistry.class)
                                .values())
                        .hasSize(2)
                        .allSatisfy(registry ->
                                assertThat(misses(registry, "ledger")).isZero()));
    }

    @Test
    void theMetersLeaveARegistryThatOutlivesTheContext() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        contexts.withBean("shared", MeterRegistry.class, () -> registry, bean -> bean.setDestroyMethodName(""))
                .run(context -> assertThat(misses(registry, "ledger")).isZero());
        assertThat(registry.find("cache.gets").meters()).isEmpty();
    }

    @Test
    void metersOfTheApplicationsOwnAreLeftAlone() {
        contexts.withUserConfiguration(Registry.class, OwnMeters.class).run(context -> {
            assertThat(context).hasSingleBean(NexusCacheMeters.class).hasBean("own");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("nexus.cache.connected")
                            .gauge()
                            .getId()
                            .getTag("cache.manager"))
                    .isEqualTo("mine");
        });
    }

    @Test
    void ofSeveralCachesThePrimaryOneIsMeasured() {
        contexts.withUserConfiguration(Registry.class, PrimaryCache.class)
                .run(context -> assertThat(misses(context.getBean(MeterRegistry.class), "rates"))
                        .isZero());
    }

    @Test
    void amongSeveralCachesWithoutAPrimaryOneNoneIsMeasured() {
        contexts.withUserConfiguration(Registry.class, OtherCache.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NexusCacheMeters.class));
    }

    @Test
    void metersOfSpringsCacheManagerStandBesideWithoutAWarning(CapturedOutput output) {
        contexts.withUserConfiguration(Registry.class, SpringsCaches.class).run(context -> {
            assertThat(misses(context.getBean(MeterRegistry.class), "ledger")).isZero();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("cache.gets")
                            .tag("result", "miss")
                            .meters())
                    .hasSize(1);
        });
        assertThat(output.getAll()).doesNotContain("WARN");
    }

    @Test
    void cachesOfTheNexusCacheManagerAreMeasuredOnceWithoutAWarning(CapturedOutput output) {
        contexts.withUserConfiguration(Registry.class, Manager.class).run(context -> {
            assertThat(context.getBean(CacheManager.class).getCacheNames()).containsExactly("ledger");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("cache.gets")
                            .tag("cache", "ledger")
                            .tag("result", "miss")
                            .meters())
                    .hasSize(1);
        });
        assertThat(output.getAll()).doesNotContain("WARN");
    }

    @Test
    void withoutMicrometerThereAreNoMeters() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(NexusCacheMetricsAutoConfiguration.class))
                .withUserConfiguration(Cached.class)
                .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(NexusCache.class)
                        .doesNotHaveBean("nexusCacheMeters"));
    }

    @Test
    void theStartersOwnCacheIsMeasuredUnlessItIsSwitchedOff() {
        ApplicationContextRunner starter = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        NexusCacheAutoConfiguration.class,
                        NexusCacheMetricsAutoConfiguration.class,
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class))
                .withPropertyValues("nexus.cache.prefix=app", "nexus.cache.caches.ledger.ttl=2m")
                .withUserConfiguration(Registry.class);
        starter.run(context -> assertThat(misses(context.getBean(MeterRegistry.class), "ledger"))
                .isZero());
        starter.withPropertyValues("nexus.cache.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(NexusCache.class)
                        .doesNotHaveBean(NexusCacheMeters.class));
    }

    @Test
    void withoutACacheThereAreNoMeters() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(NexusCacheMetricsAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NexusCacheMeters.class));
    }

    private static double misses(MeterRegistry registry, String cache) {
        return registry.get("cache.gets")
                .tags("cache", cache, "cache.manager", "nexusCache", "name", cache, "result", "miss")
                .functionCounter()
                .count();
    }
}
