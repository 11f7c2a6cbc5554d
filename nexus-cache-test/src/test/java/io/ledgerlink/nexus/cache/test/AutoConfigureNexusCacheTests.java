package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig(AutoConfigureNexusCacheTests.Queries.class)
@AutoConfigureNexusCache
class AutoConfigureNexusCacheTests {

    @Autowired
    private Queries queries;

    @Autowired
    private NexusCache cache;

    @Autowired
    private CacheEvictor evictor;

    @Autowired
    private InMemoryRemote remote;

    @Test
    void methodsAreCachedAndEvictedOverARemoteTierInMemory() {
        assertThat(queries.balance("acme")).isEqualTo(1);
        assertThat(queries.balance("acme")).isEqualTo(1);
        evictor.evictTenant("acme");
        assertThat(queries.balance("acme")).isEqualTo(2);
        assertThat(cache.busStatistics().connected()).isTrue();
        assertThat(remote.keys()).anyMatch(key -> key.contains("{acme}"));
    }

    static class Queries {

        private final AtomicInteger loads = new AtomicInteger();

        @CachedQuery("ledger")
        public int balance(@Tenant String tenant) {
            return loads.incrementAndGet();
        }
    }
}
