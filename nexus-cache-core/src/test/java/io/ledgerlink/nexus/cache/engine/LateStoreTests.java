package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.test.redis.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is stored late takes no fresh entry's place. */
class LateStoreTests {

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();

    @AfterEach
    void close() {
        playground.close();
    }

    @Test
    void aStoreFromBeforeAnEvictionIsRefusedAndTheFreshEntryStays() throws Exception {
        Player a = playground.join();
        Player b = playground.join();
        Hold late = a.tier.hold(Command.STORE);
        a.get(key, "v1");
        late.awaitReached();
        b.cache.evictor().evictQuery(key);
        b.store(key, "v2");
        late.release();
        Await.until(
                "the late store is answered",
                () -> a.cache.statistics("ledger").stores()
                                + a.cache.statistics("ledger").refusedStores()
                        > 0);
        assertThat(a.cache.statistics("ledger").refusedStores()).isEqualTo(1);
        assertThat(playground.join().status(key, "v3")).isEqualTo(CacheStatus.HIT_REMOTE);
    }
}
