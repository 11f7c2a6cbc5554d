package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

class NexusCacheEndpointAutoConfigurationTests {

    private final WebApplicationContextRunner contexts = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NexusCacheEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    JacksonEndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=nexuscache")
            .withUserConfiguration(Cached.class);

    @Configuration(proxyBeanMethods = false)
    static class Cached {

        @Bean
        NexusCache cache() {
            return NexusCacheBuilder.named("app")
                    .inMemory(new InMemoryRemote())
                    .cache("ledger", CachePolicy.defaults().withTtl(Duration.ofMinutes(2)))
                    .build();
        }
    }

    @Test
    void allCachesAreShownWithTheirSettingsAndFigures() {
        contexts.run(context -> {
            load(context, "ledger");
            load(context, "ledger");
            load(context, "rates");
            assertThat(mvc(context).get().uri("/actuator/nexuscache"))
                    .hasStatusOk()
                    .bodyJson()
                    .isLenientlyEqualTo("""
                            {
                              "instance": { "connected": true, "epochs": 1, "foreignMessages": 0, "pendingScopes": 0,
                                            "evictions": 0 },
                              "caches": {
                                "ledger": {
                                  "settings": { "ttl": "2m", "null-ttl": "30s", "stale-for": "0s",
                                                "stale-when": "always", "refresh-backoff": "10s",
                                                "jitter": 10, "early-refresh": "never",
                                                "source-lag": "0s",
                                                "max-unconfirmed": "30s",
                                                "local": { "store": "reference", "max-entries": 4096, "max-bytes": 0 },
                                                "remote": true, "codec": "json", "compress-above": -1,
                                                "max-page-size": 250, "oversize": "bypass" },
                                  "figures": { "localHits": 1, "remoteHits": 0, "misses": 1, "loads": 1, "puts": 1,
                                               "evictions": 0, "unreadable": 0, "remoteFailures": 0,
                                               "localEntries": 1 }
                                },
                                "rates": { "settings": { "ttl": "5m" }, "figures": { "misses": 1 } }
                              }
                            }
                            """);
        });
    }

    @Test
    void oneCacheIsShownByItsName() {
        contexts.run(context -> {
            load(context, "ledger");
            assertThat(mvc(context).get().uri("/actuator/nexuscache/ledger"))
                    .hasStatusOk()
                    .bodyJson()
                    .isLenientlyEqualTo("{ \"settings\": { \"ttl\": \"2m\" }, \"figures\": { \"misses\": 1 } }");
        });
    }

    @Test
    void aCacheThatNobodyKnowsIsNotFoundAndNotOpened() {
        contexts.run(context -> {
            assertThat(mvc(context).get().uri("/actuator/nexuscache/unknown")).hasStatus(404);
            assertThat(context.getBean(NexusCache.class).cacheNames()).containsExactly("ledger");
        });
    }

    @Test
    void noTenantKeyOrValueIsShown() {
        contexts.run(context -> {
            load(context, "ledger");
            assertThat(mvc(context).get().uri("/actuator/nexuscache"))
                    .bodyText()
                    .contains("ledger")
                    .doesNotContain("acme", "A-7", "secret", "entries/");
        });
    }

    @Test
    void nothingCanBeWrittenOrDeleted() {
        contexts.run(context -> {
            assertThat(mvc(context).get().uri("/actuator/nexuscache")).hasStatusOk();
            assertThat(mvc(context).post().uri("/actuator/nexuscache")).hasStatus(405);
            assertThat(mvc(context).delete().uri("/actuator/nexuscache/ledger")).hasStatus(405);
        });
    }

    @Test
    void theEndpointIsExposedAsAnyOther() {
        contexts.run(context -> assertThat(context).hasSingleBean(NexusCacheEndpoint.class));
        contexts.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NexusCacheEndpoint.class));
        contexts.withPropertyValues("management.endpoint.nexuscache.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NexusCacheEndpoint.class));
    }

    /** Imports as applications do: what lacks its classes is left out before it is read. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(NexusCacheEndpointAutoConfiguration.class)
    static class Imported {}

    @Test
    void withoutActuatorThereIsNoEndpoint() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Cached.class, Imported.class)
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(NexusCache.class)
                        .doesNotHaveBean("nexusCacheEndpoint"));
    }

    private static MockMvcTester mvc(AssertableWebApplicationContext context) {
        return MockMvcTester.from(context.getSourceApplicationContext());
    }

    private static void load(AssertableWebApplicationContext context, String cache) {
        CacheKey key = CacheKey.builder(cache)
                .tenant("acme")
                .query("entries")
                .part("account", "A-7")
                .build();
        context.getBean(NexusCache.class).get(key, String.class, () -> "secret");
    }
}
