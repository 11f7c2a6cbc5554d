package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stale entry of the remote tier, whose own clock says how old it is. */
abstract class StaleConformance extends EngineConformance {

    private static final CachePolicy BRIEF = CachePolicy.defaults()
            .withTtl(Duration.ofMillis(50))
            .withStaleFor(Duration.ofHours(1))
            .withLocal(Local.none());

    StaleConformance(Remote remote) {
        super(remote);
    }

    @Test
    void anotherInstanceAnswersWithAStaleEntryAndLoadsItAnew() {
        storeThrough(start(BRIEF), key(1), "old");
        Instance b = start(BRIEF);
        awaitStale(b);
        CachedResult<String> stale = fetch(b, key(1), "new");
        assertThat(stale.value()).isEqualTo("old");
        assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
        awaitStores(b, 1);
        assertThat(get(start(BRIEF), key(1), "unused")).isEqualTo("new");
    }

    @Test
    void anEvictedEntryIsNotServedStale() {
        Instance a = start(BRIEF);
        storeThrough(a, key(1), "old");
        Instance b = start(BRIEF);
        awaitStale(b);
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(fetch(b, key(1), "new").status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void aTouchKeepsAStaleEntryForBothTimesAgain() {
        CachePolicy policy = BRIEF.withTtl(Duration.ofMillis(200));
        Instance a = start(policy);
        storeThrough(a, key(1), "old");
        awaitStale(a);
        assertThat(a.cache().touch(key(1), String.class)).isTrue();
        awaitStale(a);
        assertThat(fetch(a, key(1), "new").value()).isEqualTo("old");
    }

    /** Only fresh entries answer one who asks the tiers alone. */
    private static void awaitStale(Instance instance) {
        Await.until(
                "the entry is stale",
                () -> instance.cache().getIfPresent(key(1), String.class).isEmpty());
    }
}
