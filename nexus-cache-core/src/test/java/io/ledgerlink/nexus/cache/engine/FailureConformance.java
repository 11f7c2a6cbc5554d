package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A remote tier that fails costs hits and nothing else, and a cache that closes leaves in order. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class FailureConformance extends EngineConformance {

    private static final int STORES_UNDER_WAY = 1_000;

    FailureConformance(Remote remote) {
        super(remote);
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "SETTLE"})
    void aReplyThatNeverComesIsWaitedForNoLongerThanTheTimeout(Command silent) {
        Instance a = start(builder -> builder.remoteTimeout(Duration.ofMillis(200)));
        get(a, key("t0", 1), "warm");
        a.tier().hold(silent);
        assertThat(fetch(a, key(1), "source"))
                .extracting("value", "status")
                .containsExactly("source", CacheStatus.MISS);
        assertThat(statistics(a).remoteFailures()).isOne();
        assertThat(fetch(a, key(1), "again").status()).isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "SETTLE"})
    void aCommandThatFailsReachesNoCaller(Command failing) {
        Instance a = start();
        get(a, key("t0", 1), "warm");
        a.tier().hold(failing).fail();
        assertThat(get(a, key(1), "source")).isEqualTo("source");
        assertThat(statistics(a).remoteFailures()).isOne();
    }

    @Test
    void aStoreThatFailsIsCountedAndTheValueStays() {
        Instance a = start();
        a.tier().hold(Command.STORE).fail();
        assertThat(get(a, key(1), "source")).isEqualTo("source");
        Await.until("the failure is counted", () -> statistics(a).remoteFailures() == 1);
        assertThat(get(a, key(1), "again")).isEqualTo("source");
    }

    @Test
    void aStoreDelaysNoCaller() {
        Instance a = start();
        Hold store = a.tier().hold(Command.STORE);
        assertThat(get(a, key(1), "source")).isEqualTo("source");
        assertThat(statistics(a).stores()).isZero();
        store.release();
        awaitStores(a, 1);
    }

    @Test
    void storesThatAreTooManyAreDroppedAndCounted() {
        Instance a = start();
        List<Hold> stores = Stream.generate(() -> a.tier().hold(Command.STORE))
                .limit(STORES_UNDER_WAY)
                .toList();
        for (int i = 0; i < STORES_UNDER_WAY + 5; i++) {
            assertThat(get(a, key(i), "value" + i)).isEqualTo("value" + i);
        }
        assertThat(statistics(a).droppedStores()).isEqualTo(5);
        stores.forEach(Hold::release);
        awaitStores(a, STORES_UNDER_WAY);
        storeThrough(a, key(-1), "there is room again");
    }

    @Test
    void withoutTheRemoteTierCallersGetTheLocalTierOrTheSource() {
        Instance a = start();
        storeThrough(a, key(1), "local");
        remote.cutOff();
        Await.until("the loss is noticed", () -> !a.tier().available());
        assertThat(get(a, key(1), "source")).isEqualTo("local");
        assertThat(fetch(a, key(2), "source").status()).isEqualTo(CacheStatus.MISS);
        assertThat(fetch(a, key(2), "again").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(a.cache().getIfPresent(key(3), String.class)).isEmpty();
        assertThat(a.cache().touch(key(1), String.class)).isFalse();
        assertThat(a.cache().begin(key(4), String.class).store("ticket")).isTrue();
        assertThat(get(a, key(4), "source")).isEqualTo("ticket");
        assertThat(getAll(a)).containsEntry(key(5), "batch").hasSize(2);
        remote.restore();
    }

    @Test
    void closingSendsWhatWaitsToBeStored() throws Exception {
        Instance a = start();
        Instance b = start();
        Hold store = a.tier().hold(Command.STORE);
        get(a, key(1), "value");
        store.awaitReached();
        Caller<Boolean> closing = Caller.of(() -> {
                    a.cache().close();
                    return true;
                })
                .awaitWaiting();
        store.release();
        assertThat(closing.answer()).isTrue();
        assertThat(fetch(b, key(1), "source"))
                .extracting("value", "status")
                .containsExactly("value", CacheStatus.HIT_REMOTE);
    }

    @Test
    void closingWaitsNoLongerThanItsBound() {
        Instance a = start();
        Hold store = a.tier().hold(Command.STORE);
        get(a, key(1), "value");
        a.cache().close();
        store.release();
        Await.until("no thread of the cache lives", () -> ours() == 0);
    }

    @Test
    void closingLeavesNoThreadBehind() {
        Instance a = start();
        storeThrough(a, key(1), "value");
        assertThat(ours()).isPositive();
        a.cache().close();
        Await.until("no thread of the cache lives", () -> ours() == 0);
    }

    @Test
    void aClosedCacheAnswersFromTheSourceAndCanBeClosedAgain() {
        Instance a = start();
        storeThrough(a, key(1), "value");
        a.cache().close();
        assertThat(get(a, key(2), "source")).isEqualTo("source");
        assertThat(getAll(a)).containsEntry(key(5), "batch");
        assertThat(a.cache().getIfPresent(key(3), String.class)).isEmpty();
        assertThat(a.cache().touch(key(1), String.class)).isFalse();
        assertThat(a.cache().evictor().evictQuery(key(2)).status()).isEqualTo(Status.PENDING);
        assertThat(get(a, key(2), "newer")).isEqualTo("newer");
        assertThat(a.cache().put(key(2), String.class, "put").status()).isEqualTo(Status.PENDING);
        a.cache().close();
    }

    /** Threads of this test's application, and those that keep connections. */
    private long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(application + "-") || name.equals("nexus-cache-redis"))
                .count();
    }

    private static Map<CacheKey, String> getAll(Instance instance) {
        return instance.cache()
                .<String, RuntimeException>getAll(
                        List.of(key(5), key(6)), String.class, missing -> Map.of(key(5), "batch", key(6), "batch"));
    }
}
