package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import org.junit.jupiter.api.Test;

class BusStatisticsTests {

    private final InMemoryRemote remote = new InMemoryRemote();

    @Test
    void anInstanceSaysHowItStandsWithTheOthers() {
        InMemoryRemoteTier link = remote.connect();
        try (NexusCache cache =
                NexusCacheBuilder.named("statistics").remote(channel -> link).build()) {
            assertThat(cache.busStatistics()).isEqualTo(new BusStatistics(true, 1, 0, 0, 0, false, 0, 0));
            link.publish("good morning").toCompletableFuture().join();
            Await.until("the greeting is heard", () -> cache.busStatistics().foreignMessages() == 1);
            link.disconnect();
            cache.evictor().evictTenant("t1");
            assertThat(cache.busStatistics())
                    .extracting("connected", "pendingScopes", "evictions")
                    .containsExactly(false, 1, 1L);
            link.reconnect();
            Await.until(
                    "the eviction is delivered",
                    () -> cache.busStatistics().connected()
                            && cache.busStatistics().pendingScopes() == 0);
            assertThat(cache.busStatistics().epochs()).isEqualTo(2);
        }
    }
}
