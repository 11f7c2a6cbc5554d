package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Many keys in one call. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class BatchConformance extends EngineConformance {

    BatchConformance(Remote remote) {
        super(remote);
    }

    @Test
    void onlyWhatNeitherTierHasReachesTheLoaderInOneReadPerSlot() {
        Instance a = start();
        Instance b = start();
        storeThrough(b, key("t1", 1), "remote");
        storeThrough(b, key("t2", 2), "remote");
        get(a, key("t1", 3), "local");
        int reads = a.tier().count(Command.READ);
        List<CacheKey> asked = new ArrayList<>();
        List<CacheKey> keys =
                List.of(key("t1", 1), key("t2", 2), key("t1", 3), key("t1", 4), key("t2", 5), key("t1", 1));
        Map<CacheKey, String> found = getAll(a, keys, missing -> {
            asked.addAll(missing);
            return values(missing, "loaded");
        });
        assertThat(a.tier().count(Command.READ) - reads).isEqualTo(2);
        assertThat(asked).containsExactly(key("t1", 4), key("t2", 5));
        Map<CacheKey, String> expected = new LinkedHashMap<>();
        expected.put(key("t1", 1), "remote");
        expected.put(key("t2", 2), "remote");
        expected.put(key("t1", 3), "local");
        expected.put(key("t1", 4), "loaded");
        expected.put(key("t2", 5), "loaded");
        assertThat(found).containsExactlyEntriesOf(expected);
        assertThat(getAll(a, keys, missing -> values(missing, "again"))).isEqualTo(expected);
        awaitStores(a, 2);
        assertThat(get(b, key("t1", 4), "own")).isEqualTo("loaded");
        assertThat(statistics(a)).extracting("loads", "remoteHits", "misses").containsExactly(3L, 2L, 3L);
    }

    @Test
    void whatIsAbsentFromTheAnswerIsCachedAsNothing() {
        Instance a = start();
        assertThat(getAll(a, List.of(key(1), key(2)), missing -> Map.of(key(1), "one")))
                .containsExactly(Map.entry(key(1), "one"));
        assertThat(getAll(a, List.of(key(1), key(2)), missing -> values(missing, "again")))
                .containsExactly(Map.entry(key(1), "one"));
        assertThat(a.cache()
                        .<String>getIfPresent(key(2), String.class)
                        .orElseThrow()
                        .value())
                .isNull();
    }

    @Test
    void keysThatAnotherCallerIsLoadingAreJoined() throws Exception {
        Instance a = start();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<String> single = Caller.of(() -> a.cache().get(key(1), String.class, () -> {
            began.countDown();
            Caller.pass(ends);
            return "single";
        }));
        Caller.pass(began);
        List<CacheKey> asked = new ArrayList<>();
        Caller<Map<CacheKey, String>> batch = Caller.of(() -> getAll(a, List.of(key(1), key(2)), missing -> {
                    asked.addAll(missing);
                    return values(missing, "batch");
                }))
                .awaitWaiting();
        assertThat(asked).containsExactly(key(2));
        assertThat(get(a, key(2), "own")).isEqualTo("batch");
        ends.countDown();
        assertThat(batch.answer()).containsEntry(key(1), "single").containsEntry(key(2), "batch");
        assertThat(single.answer()).isEqualTo("single");
    }

    @Test
    void aSingleCallerJoinsAKeyThatABatchIsLoading() throws Exception {
        Instance a = start();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<Map<CacheKey, String>> batch =
                Caller.of(() -> a.cache().<String, Exception>getAll(List.of(key(1), key(2)), String.class, missing -> {
                    began.countDown();
                    Caller.pass(ends);
                    return values(missing, "batch");
                }));
        Caller.pass(began);
        Caller<String> single = Caller.of(() -> get(a, key(2), "own")).awaitWaiting();
        ends.countDown();
        assertThat(single.answer()).isEqualTo("batch");
        assertThat(batch.answer()).hasSize(2);
    }

    /** Another call may have stored the key between this call's look and its lead. */
    @Test
    void aKeyThatWasLoadedMeanwhileIsNotLoadedAgain() throws Exception {
        CachePolicy nothingIsNotKept = CachePolicy.defaults().withNullTtl(Duration.ZERO);
        Instance a = start(nothingIsNotKept);
        get(start(nothingIsNotKept), key(1), null);
        // The near stamps are there by now. The housekeeper may send one of its own; the evicted cache's stamp spares
        // the single call the question.
        List<Hold> learning = List.of(a.tier().hold(Command.SETTLE), a.tier().hold(Command.SETTLE));
        Hold storing = a.tier().hold(Command.STORE);
        Caller<Map<CacheKey, String>> batch = Caller.of(
                        () -> getAll(a, List.of(key(1)), missing -> values(missing, "batch")))
                .awaitRemote();
        a.cache().evictor().evictCache(LEDGER);
        assertThat(get(a, key(1), "single")).isEqualTo("single");
        learning.forEach(Hold::release);
        assertThat(batch.answer()).containsEntry(key(1), "single");
        storing.release();
        assertThat(statistics(a).loads()).isOne();
    }

    /** The stamps that all keys have in common are known before: a call that learns them shares no load that has not yet. */
    @Test
    void twoCallsWithTheSameKeysInOppositeOrderBothFinish() throws Exception {
        Instance a = start();
        get(a, key(100), "before");
        for (int round = 0; round < 50; round++) {
            CacheKey one = key(round * 2);
            CacheKey two = key(round * 2 + 1);
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Map<CacheKey, String>> forth = Caller.of(() -> {
                together.await();
                return getAll(a, List.of(one, two), missing -> values(missing, "forth"));
            });
            Caller<Map<CacheKey, String>> back = Caller.of(() -> {
                together.await();
                return getAll(a, List.of(two, one), missing -> values(missing, "back"));
            });
            assertThat(forth.answer()).isEqualTo(back.answer()).hasSize(2);
        }
        assertThat(statistics(a).loads()).isEqualTo(101);
    }

    /** Each leads a key of its own, and both join the other's: what is led must be answered before anything is waited for. */
    @Test
    void keysThatACallLeadsAreAnsweredBeforeItWaitsForThoseThatItJoined() throws Exception {
        Instance a = start();
        CountDownLatch firstLoads = new CountDownLatch(1);
        CountDownLatch firstGoesOn = new CountDownLatch(1);
        Caller<Map<CacheKey, String>> first =
                Caller.of(() -> a.cache().<String, Exception>getAll(List.of(key(1)), String.class, missing -> {
                    firstLoads.countDown();
                    Caller.pass(firstGoesOn);
                    return values(missing, "first");
                }));
        Caller.pass(firstLoads);
        Caller<Map<CacheKey, String>> second =
                Caller.of(() -> getAll(a, List.of(key(1), key(2)), missing -> values(missing, "second")));
        second.awaitWaiting();
        Caller<String> third = Caller.of(() -> get(a, key(2), "third"));
        assertThat(third.answer()).isEqualTo("second");
        firstGoesOn.countDown();
        assertThat(second.answer()).containsEntry(key(1), "first");
        assertThat(first.answer()).containsEntry(key(1), "first");
    }

    @Test
    void aFailureAnswersAllKeysOfTheCallAndFreesThem() throws Exception {
        Instance a = start();
        IOException failure = new IOException("the source is away");
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<Map<CacheKey, String>> batch =
                Caller.of(() -> a.cache().<String, Exception>getAll(List.of(key(1), key(2)), String.class, missing -> {
                    began.countDown();
                    Caller.pass(ends);
                    throw failure;
                }));
        Caller.pass(began);
        Caller<String> one = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        Caller<String> two = Caller.of(() -> get(a, key(2), "own")).awaitWaiting();
        ends.countDown();
        assertThat(batch.failure()).isSameAs(failure);
        assertThat(one.failure()).isSameAs(failure);
        assertThat(two.failure()).isSameAs(failure);
        assertThat(get(a, key(1), "next")).isEqualTo("next");
        assertThat(get(a, key(2), "next")).isEqualTo("next");
    }

    @Test
    void aWaiterTakesOverAKeyOfAnInterruptedCall() throws Exception {
        Instance a = start();
        CountDownLatch began = new CountDownLatch(1);
        Caller<Map<CacheKey, String>> batch =
                Caller.of(() -> a.cache().<String, Exception>getAll(List.of(key(1), key(2)), String.class, missing -> {
                    began.countDown();
                    Caller.pass(new CountDownLatch(1));
                    return Map.of();
                }));
        Caller.pass(began);
        Caller<String> waiting = Caller.of(() -> get(a, key(2), "taken over")).awaitWaiting();
        batch.thread().interrupt();
        assertThat(batch.failure()).isInstanceOf(InterruptedException.class);
        assertThat(waiting.answer()).isEqualTo("taken over");
    }

    @Test
    void aBatchLoaderThatAsksForAKeyOfItsOwnCallIsToldSo() throws Exception {
        Instance a = start();
        Caller<Map<CacheKey, String>> batch = Caller.of(() ->
                getAll(a, List.of(key(1), key(2)), missing -> Map.of(key(1), String.valueOf(get(a, key(2), "own")))));
        assertThat(batch.failure()).isInstanceOf(RecursiveLoadException.class);
        assertThat(get(a, key(2), "next")).isEqualTo("next");
    }

    /** Inside a loader, whose own key the call asks for too: nobody may hear of that who waits for its other keys. */
    @Test
    void aCallThatIsRefusedLeadsNoKeyThatOthersWaitFor() throws Exception {
        Instance a = start(new Clock(), CachePolicy.defaults());
        CacheKey elsewhere =
                CacheKey.builder("elsewhere").tenant("t1").query("entries").build();
        CountDownLatch asks = new CountDownLatch(1);
        List<Hold> learning = new ArrayList<>();
        Caller<String> refused = Caller.of(() -> a.cache().<String, RuntimeException>get(key(1), String.class, () -> {
            learning.add(a.tier().hold(Command.SETTLE));
            asks.countDown();
            return getAll(a, List.of(key(2), elsewhere, key(1)), missing -> values(missing, "batch"))
                    .get(key(1));
        }));
        Caller.pass(asks);
        Await.until(
                "the call is refused, or asks for the other cache's stamps", () -> refused.done() || refused.parked());
        Caller<String> other = Caller.of(() -> get(a, key(2), "own"));
        Await.until("the other one is answered, or waits", () -> other.done() || other.parked());
        learning.get(0).release();
        assertThat(refused.failure()).isInstanceOf(RecursiveLoadException.class);
        assertThat(other.answer()).isEqualTo("own");
    }

    @Test
    void anOlderCallTakesNoRefreshsPlace() throws Exception {
        Instance a = start();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<Map<CacheKey, String>> older =
                Caller.of(() -> a.cache().<String, Exception>getAll(List.of(key(1), key(2)), String.class, missing -> {
                    began.countDown();
                    Caller.pass(ends);
                    return values(missing, "older");
                }));
        Caller.pass(began);
        fetch(a, key(1), "refreshed", FetchOptions.refresh());
        awaitStores(a, 1);
        ends.countDown();
        assertThat(older.answer()).containsEntry(key(1), "older").containsEntry(key(2), "older");
        awaitStores(a, 2);
        assertThat(get(a, key(1), "unused")).isEqualTo("refreshed");
        assertThat(get(a, key(2), "unused")).isEqualTo("older");
        assertThat(get(start(), key(1), "unused")).isEqualTo("refreshed");
    }

    /** One bound for all slots: eight of them that do not answer cost no more than one. */
    @Test
    void manySilentSlotsCostOneTimeoutTogether() {
        Instance a = start(builder -> builder.remoteTimeout(Duration.ofSeconds(1)));
        get(a, key("warm", 1), "value");
        List<CacheKey> keys = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            a.tier().hold(Command.READ);
            keys.add(key("silent" + i, 1));
        }
        long before = System.nanoTime();
        assertThat(getAll(a, keys, missing -> values(missing, "source"))).hasSize(8);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(statistics(a).remoteFailures()).isEqualTo(8);
    }

    @Test
    void aCacheThatIsOffIsPassedByForAllKeys() {
        Instance a = start(CachePolicy.defaults().withTtl(Duration.ZERO));
        assertThat(getAll(a, List.of(key(1), key(2)), missing -> values(missing, "one")))
                .hasSize(2);
        assertThat(getAll(a, List.of(key(1), key(2)), missing -> values(missing, "two")))
                .containsEntry(key(1), "two");
        assertThat(statistics(a).bypasses()).isEqualTo(4);
    }

    private static Map<CacheKey, String> getAll(
            Instance instance, List<CacheKey> keys, BatchLoader<String, RuntimeException> loader) {
        return instance.cache().<String, RuntimeException>getAll(keys, String.class, loader);
    }

    private static Map<CacheKey, String> values(List<CacheKey> keys, String value) {
        Map<CacheKey, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, value));
        return values;
    }
}
