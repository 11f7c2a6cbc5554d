package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The slice inside a real {@code @WebMvcTest}. */
@WebMvcTest
@AutoConfigureNexusCache
@Import({WebSliceTests.Balances.class, WebSliceTests.Queries.class})
class WebSliceTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private CacheEvictor evictor;

    @Autowired
    private InMemoryRemote remote;

    @Autowired
    private ApplicationContext context;

    @Test
    void controllersAskCachedMethodsOverARemoteTierInMemory() {
        assertThat(mvc.get().uri("/acme/balance")).hasStatusOk().hasBodyTextEqualTo("1");
        assertThat(mvc.get().uri("/acme/balance")).hasBodyTextEqualTo("1");
        evictor.evictTenant("acme");
        assertThat(mvc.get().uri("/acme/balance")).hasBodyTextEqualTo("2");
        assertThat(remote.keys()).anyMatch(key -> key.contains("{acme}"));
        assertThat(context.getBeanNamesForType(RedisConnectionFactory.class)).isEmpty();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @RestController
    static class Balances {

        private final Queries queries;

        Balances(Queries queries) {
            this.queries = queries;
        }

        @GetMapping("/{tenant}/balance")
        String balance(@PathVariable String tenant) {
            return Integer.toString(queries.balance(tenant));
        }
    }

    static class Queries {

        private final AtomicInteger loads = new AtomicInteger();

        @CachedQuery("ledger")
        public int balance(@Tenant String tenant) {
            return loads.incrementAndGet();
        }
    }
}
