package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One load per key, whoever waits for it, and nobody waits for ever. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class SharedLoadConformance extends EngineConformance {

    SharedLoadConformance(Remote remote) {
        super(remote);
    }

    @Test
    void callersOfAColdKeyShareOneLoad() throws Exception {
        Instance a = start();
        for (int round = 0; round < 50; round++) {
            CacheKey key = key(round);
            AtomicInteger loads = new AtomicInteger();
            CyclicBarrier together = new CyclicBarrier(8);
            List<Caller<Object>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(Caller.of(() -> {
                    together.await();
                    return a.cache().<Object, RuntimeException>get(key, Object.class, () -> {
                        loads.incrementAndGet();
                        return "value";
                    });
                }));
            }
            Object first = callers.get(0).answer();
            for (Caller<Object> caller : callers) {
                assertThat(caller.answer()).isSameAs(first);
            }
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    void whoWaitsGetsWhatTheLeaderLoaded() throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), () -> "value");
        List<Caller<CachedResult<String>>> waiting = Stream.generate(() -> Caller.of(() -> fetch(a, key(1), "own")))
                .limit(4)
                .toList();
        waiting.forEach(Caller::awaitWaiting);
        led.finish();
        for (Caller<CachedResult<String>> caller : waiting) {
            assertThat(caller.answer().value()).isEqualTo("value");
        }
        assertThat(statistics(a).loads()).isOne();
        assertThat(statistics(a).misses()).isEqualTo(5);
    }

    /** Another call may have stored the key between this call's look and its lead. */
    @Test
    void aKeyThatWasLoadedMeanwhileIsNotLoadedAgain() throws Exception {
        CachePolicy nothingIsNotKept = CachePolicy.defaults().withNullTtl(Duration.ZERO);
        Instance a = start(nothingIsNotKept);
        get(start(nothingIsNotKept), key(1), null);
        // The near stamps are there by now. The housekeeper may send one of its own; the evicted cache's stamp spares
        // the
        // second call the question.
        List<Hold> learning = List.of(a.tier().hold(Command.SETTLE), a.tier().hold(Command.SETTLE));
        Hold storing = a.tier().hold(Command.STORE);
        Caller<String> first = Caller.of(() -> get(a, key(1), "first")).awaitRemote();
        a.cache().evictor().evictCache(LEDGER);
        assertThat(get(a, key(1), "second")).isEqualTo("second");
        learning.forEach(Hold::release);
        assertThat(first.answer()).isEqualTo("second");
        storing.release();
        assertThat(statistics(a).loads()).isOne();
    }

    @Test
    void theLoaderRunsOnTheCallersOwnThread() {
        AtomicReference<Thread> loading = new AtomicReference<>();
        start().cache().<String, RuntimeException>get(key(1), String.class, () -> {
            loading.set(Thread.currentThread());
            return "value";
        });
        assertThat(loading).hasValue(Thread.currentThread());
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("checked"), new IllegalStateException("unchecked"), new StackOverflowError("error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureAnswersAllWhoWaitAsTheSameObjectAndTheNextCallerTriesAgain(Throwable failure) throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), () -> {
            throw Sneaky.rethrow(failure);
        });
        Caller<String> one = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        Caller<String> two = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        led.finish();
        assertThat(led.caller.failure()).isSameAs(failure);
        assertThat(one.failure()).isSameAs(failure);
        assertThat(two.failure()).isSameAs(failure);
        assertThat(statistics(a)).extracting("loads", "loadFailures").containsExactly(1L, 1L);
        assertThat(get(a, key(1), "next")).isEqualTo("next");
    }

    /** A failed load must be out of the way before those who wait for it hear of the failure. */
    @Test
    void whoWaitedForAFailureTriesAgainAtOnce() throws Exception {
        Instance a = start();
        for (int round = 0; round < 100; round++) {
            CacheKey key = key(round);
            Led led = new Led(a, key, () -> {
                throw new IllegalStateException("failed");
            });
            Caller<String> waiting = Caller.of(() -> {
                        try {
                            return get(a, key, "joined");
                        } catch (IllegalStateException failed) {
                            return get(a, key, "tried again");
                        }
                    })
                    .awaitWaiting();
            led.finish();
            assertThat(waiting.answer()).isEqualTo("tried again");
        }
    }

    @Test
    void aWaitersDeadlineFreesOnlyItself() throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), () -> "value");
        Caller<String> patient = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        assertThatThrownBy(() -> fetch(a, key(1), "own", FetchOptions.cached().waitingAtMost(Duration.ofMillis(1))))
                .isInstanceOfSatisfying(
                        LoadWaitException.class,
                        e -> assertThat(e.interrupted()).isFalse())
                .hasMessageContaining("FetchOptions.waitingAtMost");
        assertThat(patient.done()).isFalse();
        led.finish();
        assertThat(patient.answer()).isEqualTo("value");
        assertThat(led.caller.answer()).isEqualTo("value");
    }

    /** Each leader gives up once another one is under way, so the waiter moves on from load to load and never leads. */
    @Test
    void aWaitersDeadlineCountsOverAllTheLoadsThatItWaitsFor() throws Exception {
        Instance a = start();
        Led[] leading = {new Led(a, key(1), () -> "value")};
        Caller<CachedResult<String>> waiting = Caller.of(
                        () -> fetch(a, key(1), "own", FetchOptions.cached().waitingAtMost(Duration.ofMillis(200))))
                .awaitWaiting();
        Await.until("the waiter's time has ended", () -> {
            Led abandoned = leading[0];
            leading[0] = Led.refreshing(a, key(1), () -> "value");
            abandoned.caller.thread().interrupt();
            return waiting.done();
        });
        leading[0].finish();
        assertThat(waiting.failure())
                .isInstanceOfSatisfying(
                        LoadWaitException.class,
                        e -> assertThat(e.interrupted()).isFalse());
        assertThat(leading[0].caller.answer()).isEqualTo("value");
    }

    @Test
    void aWaitersInterruptionFreesOnlyItself() throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), () -> "value");
        Caller<String> patient = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        Caller<Boolean> interrupted = Caller.of(() -> {
                    try {
                        get(a, key(1), "own");
                        return false;
                    } catch (LoadWaitException e) {
                        return e.interrupted() && Thread.currentThread().isInterrupted();
                    }
                })
                .awaitWaiting();
        interrupted.thread().interrupt();
        assertThat(interrupted.answer()).isTrue();
        assertThat(patient.done()).isFalse();
        led.finish();
        assertThat(patient.answer()).isEqualTo("value");
    }

    @Test
    void aWaiterTakesOverWhenTheLeaderIsInterrupted() throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), () -> "value");
        Caller<String> one = Caller.of(() -> get(a, key(1), "taken over")).awaitWaiting();
        Caller<String> two = Caller.of(() -> get(a, key(1), "taken over")).awaitWaiting();
        led.caller.thread().interrupt();
        assertThat(led.caller.failure()).isInstanceOf(InterruptedException.class);
        assertThat(one.answer()).isEqualTo("taken over");
        assertThat(two.answer()).isEqualTo("taken over");
        assertThat(statistics(a).loads()).isEqualTo(2);
    }

    static Stream<Loader<String, Exception>> abandoned() {
        return Stream.of(
                () -> {
                    throw new CancellationException("cancelled");
                },
                () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("the driver wrapped the interrupt");
                });
    }

    @ParameterizedTest
    @MethodSource("abandoned")
    void aWaiterTakesOverWhenTheLeaderIsCancelled(Loader<String, Exception> abandons) throws Exception {
        Instance a = start();
        Led led = new Led(a, key(1), abandons);
        Caller<String> waiting = Caller.of(() -> get(a, key(1), "taken over")).awaitWaiting();
        led.finish();
        assertThat(led.caller.failure()).isInstanceOf(IllegalStateException.class);
        assertThat(waiting.answer()).isEqualTo("taken over");
    }

    /** Every caller leads one key, and asks inside its loader for the next one's. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void loadersThatNeedEachOthersKeysAllFinish(int count) throws Exception {
        Instance a = start();
        for (int round = 0; round < 20; round++) {
            int base = round * 10;
            CyclicBarrier allLead = new CyclicBarrier(count);
            List<Caller<String>> callers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                CacheKey own = key(base + i);
                CacheKey next = key(base + (i + 1) % count);
                callers.add(Caller.of(() -> a.cache().get(own, String.class, () -> {
                    allLead.await();
                    return "(" + get(a, next, "inner") + ")";
                })));
            }
            for (Caller<String> caller : callers) {
                assertThat(caller.answer()).contains("(inner)");
            }
        }
    }

    @Test
    void aLoaderThatAsksForItsOwnKeyIsToldSo() {
        Instance a = start();
        assertThatThrownBy(() -> a.cache()
                        .<String, RuntimeException>get(
                                key(1), String.class, () -> get(a, key(2), get(a, key(1), "own"))))
                .isInstanceOf(RecursiveLoadException.class)
                .hasMessageContaining("FetchOptions.bypass()");
        assertThatThrownBy(() -> a.cache()
                        .<String, RuntimeException>get(
                                key(1),
                                String.class,
                                () -> a.cache().<String, RuntimeException>get(key(2), String.class, () -> {
                                    return get(a, key(1), "own");
                                })))
                .isInstanceOf(RecursiveLoadException.class);
        assertThat(get(a, key(1), "after")).isEqualTo("after");
    }

    @Test
    void aLoaderMayAskForOtherKeysAndPastTheCacheForItsOwn() {
        Instance a = start();
        String answer = a.cache()
                .<String, RuntimeException>get(
                        key(1),
                        String.class,
                        () -> get(a, key(2), "other")
                                + fetch(a, key(1), "own", FetchOptions.bypass()).value());
        assertThat(answer).isEqualTo("otherown");
        assertThat(get(a, key(2), "again")).isEqualTo("other");
    }

    @Test
    void differentTypesForOneKeyNeverMeet() throws Exception {
        Instance a = start();
        Instance b = start();
        Led text = new Led(a, key(1), () -> "text");
        Caller<Long> number = Caller.of(() -> a.cache().<Long, RuntimeException>get(key(1), Long.class, () -> 1L));
        assertThat(number.answer()).isEqualTo(1L);
        awaitStores(a, 1);
        text.finish();
        assertThat(text.caller.answer()).isEqualTo("text");
        awaitStores(a, 2);
        for (Instance instance : List.of(a, b)) {
            for (int i = 0; i < 3; i++) {
                Long asNumber = instance.cache().<Long, RuntimeException>get(key(1), Long.class, () -> 2L);
                assertThat(asNumber).isIn(1L, 2L);
                assertThat(get(instance, key(1), "text")).isEqualTo("text");
            }
        }
    }

    /** A caller that leads a load and stands in its loader until it is let go. */
    private static final class Led {

        private final CountDownLatch finish = new CountDownLatch(1);
        private final Caller<@Nullable String> caller;

        Led(Instance instance, CacheKey key, Loader<String, Exception> loader) {
            this(instance, key, loader, FetchOptions.cached());
        }

        private Led(Instance instance, CacheKey key, Loader<String, Exception> loader, FetchOptions options) {
            CountDownLatch began = new CountDownLatch(1);
            caller = Caller.of(() -> instance.cache()
                    .<String, Exception>fetch(
                            key,
                            String.class,
                            () -> {
                                began.countDown();
                                Caller.pass(finish);
                                return loader.load();
                            },
                            options)
                    .value());
            Await.until("the load has begun", () -> began.getCount() == 0);
        }

        static Led refreshing(Instance instance, CacheKey key, Loader<String, Exception> loader) {
            return new Led(instance, key, loader, FetchOptions.refresh());
        }

        void finish() {
            finish.countDown();
        }
    }
}
