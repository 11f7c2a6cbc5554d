package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources that have not caught up with their writes. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class LagConformance extends EngineConformance {

    private static final CachePolicy LAGGING = CachePolicy.defaults()
            .withTtl(Duration.ofHours(2))
            .withSourceLag(Duration.ofMinutes(10))
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);

    private final Clock clock = new Clock();

    LagConformance(Remote remote) {
        super(remote);
    }

    @Test
    void aLoadThatBeginsWithinTheLagAfterAnEvictionIsReturnedAndNotStored() {
        Instance a = settled();
        long before = statistics(a).laggingLoads();
        a.cache().evictor().evictQuery(key(1));
        clock.advance(Duration.ofMinutes(9));
        assertThat(fetch(a, key(1), "old"))
                .extracting("value", "status", "remaining")
                .containsExactly("old", CacheStatus.MISS, Duration.ZERO);
        assertThat(statistics(a).laggingLoads()).isEqualTo(before + 1);
        assertThat(a.cache().getIfPresent(key(1), String.class)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(fetch(a, key(1), "newer"))
                .extracting("value", "status")
                .containsExactly("new", CacheStatus.HIT_LOCAL);
    }

    /** What counts is when the source was asked, not when it answered. */
    @Test
    void aLoadThatBeginsWithinTheLagAndEndsAfterItIsNotStored() {
        Instance a = settled();
        a.cache().evictor().evictQuery(key(1));
        String answer = a.cache().<String, RuntimeException>get(key(1), String.class, () -> {
            clock.advance(Duration.ofMinutes(20));
            return "old";
        });
        assertThat(answer).isEqualTo("old");
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void aTicketThatBeginsWithinTheLagStoresNothing() {
        Instance a = settled();
        a.cache().evictor().evictTag("t1", "account:7");
        var ticket = a.cache().begin(key(1), String.class);
        clock.advance(Duration.ofMinutes(20));
        assertThat(ticket.store("old")).isFalse();
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void aBatchStoresNothingOfWhatItLoadsWithinTheLag() {
        Instance a = settled();
        a.cache().evictor().evictQuery(key(1));
        Map<CacheKey, String> found = a.cache()
                .<String, RuntimeException>getAll(List.of(key(1)), String.class, missing -> Map.of(key(1), "old"));
        assertThat(found).containsEntry(key(1), "old");
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void anEvictionElsewhereCountsToo() {
        Instance a = settled();
        Instance b = start(clock, LAGGING);
        b.cache().evictor().evictTenant("t1");
        Await.until("the eviction arrives", () -> get(a, key(1), "old").equals("old"));
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    /** An instance for which the stamps of the key lie further back than the lag. */
    private Instance settled() {
        Instance instance = start(clock, LAGGING);
        get(instance, key(1), "first");
        // A reply that is on its way while time leaps blurs what is known of the server's clock, until the next one.
        long lagging;
        do {
            lagging = statistics(instance).laggingLoads();
            clock.advance(Duration.ofMinutes(11));
            get(instance, key(1), "second");
        } while (statistics(instance).laggingLoads() > lagging);
        awaitStores(instance, 1);
        return instance;
    }
}
