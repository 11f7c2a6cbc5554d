package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class NexusCacheManagerAutoConfigurationTests {

    private final ApplicationContextRunner plain = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NexusCacheManagerAutoConfiguration.class,
                    NexusCacheAutoConfiguration.class,
                    CacheAutoConfiguration.class))
            .withBean(Rates.class);

    private final ApplicationContextRunner caching = plain.withUserConfiguration(Caching.class);

    @Test
    void cachedMethodsGoThroughTheCacheWithoutAspectJ() {
        caching.run(context -> {
            Rates rates = context.getBean(Rates.class);
            assertThat(rates.rate(1L)).isEqualTo(1);
            assertThat(rates.rate(1L)).isEqualTo(1);
            context.getBean(CacheEvictor.class).evictCache("rates");
            assertThat(rates.rate(1L)).isEqualTo(2);
        });
    }

    @Test
    void itIsTheApplicationsCacheManager() {
        caching.run(context -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NexusCacheManager.class));
    }

    @Test
    void aResultOfAMethodIsNoEvictionElsewhere() {
        InMemoryRemote remote = new InMemoryRemote();
        ApplicationContextRunner shared = caching.withBean(InMemoryRemote.class, () -> remote);
        shared.run(one -> shared.run(other -> {
            assertThat(one.getBean(Rates.class).rate(1L)).isEqualTo(1);
            Await.until("the entry is stored", () -> remote.keys().stream().anyMatch(key -> key.contains(":rates:v")));
            other.getBean(Rates.class).skipTo(100);
            assertThat(other.getBean(Rates.class).rate(1L)).isEqualTo(1);
            assertThat(one.getBean(Rates.class).rate(1L)).isEqualTo(1);
        }));
    }

    @Test
    void withoutEnableCachingThereIsNone() {
        plain.run(context -> assertThat(context).doesNotHaveBean(CacheManager.class));
    }

    @Test
    void theUsersCacheManagerGoesFirst() {
        CacheManager users = mock(CacheManager.class);
        caching.withBean("users", CacheManager.class, () -> users)
                .run(context -> assertThat(context.getBean(CacheManager.class)).isSameAs(users));
    }

    @Test
    void theUsersCacheResolverGoesFirst() {
        plain.withUserConfiguration(Resolving.class)
                .run(context -> assertThat(context).doesNotHaveBean(NexusCacheManager.class));
    }

    @Test
    void aTypeThatIsAskedForGoesFirst() {
        caching.withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class));
    }

    @Test
    void namesThatAreGivenAreAllThereAre() {
        caching.withPropertyValues("spring.cache.cache-names=rates,quotes").run(context -> {
            CacheManager manager = context.getBean(CacheManager.class);
            assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("rates", "quotes");
            assertThat(manager.getCache("others")).isNull();
        });
        caching.run(context -> assertThat(context.getBean(CacheManager.class).getCache("others"))
                .isNotNull());
    }

    @Test
    void aCacheIsTenantScopedWhereItsSettingsSaySo() {
        AtomicReference<String> tenant = new AtomicReference<>("acme");
        caching.withPropertyValues("nexus.cache.caches.rates.tenant-scoped=true")
                .withBean(TenantResolver.class, () -> tenant::get)
                .run(context -> {
                    Rates rates = context.getBean(Rates.class);
                    assertThat(rates.rate(1L)).isEqualTo(1);
                    tenant.set("globex");
                    assertThat(rates.rate(1L)).isEqualTo(2);
                    tenant.set("acme");
                    assertThat(rates.rate(1L)).isEqualTo(1);
                });
        caching.withPropertyValues("nexus.cache.caches.rates.tenant-scoped=true")
                .run(context -> assertThatExceptionOfType(MissingTenantException.class)
                        .isThrownBy(() -> context.getBean(Rates.class).rate(1L)));
    }

    @Test
    void nullIsRefusedWhereTheSettingsSaySo() {
        caching.withPropertyValues("nexus.cache.caches.rates.allow-null=false").run(context -> {
            Cache rates =
                    Objects.requireNonNull(context.getBean(CacheManager.class).getCache("rates"));
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> rates.put("key", null));
        });
    }

    @Test
    void whileTheCacheIsOffMethodsRun() {
        caching.withPropertyValues("nexus.cache.enabled=false").run(context -> {
            Rates rates = context.getBean(Rates.class);
            assertThat(rates.rate(1L)).isEqualTo(1);
            assertThat(rates.rate(1L)).isEqualTo(2);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Resolving implements CachingConfigurer {

        @Bean
        @Override
        public CacheResolver cacheResolver() {
            return mock(CacheResolver.class);
        }
    }

    static class Rates {

        private final AtomicInteger loads = new AtomicInteger();

        public void skipTo(int count) {
            loads.set(count);
        }

        @Cacheable("rates")
        public int rate(long currency) {
            return loads.incrementAndGet();
        }
    }
}
