package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.spring.SpringTransactions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Calls that hold no thread: one load for all who ask, whatever they wait on. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class AsyncCallTests extends EngineConformance {

    AsyncCallTests() {
        super(Remote.inMemory());
    }

    /** With one thread for asynchronous calls, which therefore come in their order. */
    @Override
    Instance start() {
        return start(builder -> builder.async(1, 100));
    }

    /** Waits until the calls that were made before have joined a load or begun one. */
    private static void awaitJoined(Instance instance) throws Exception {
        CacheKey later = CacheKey.builder("later").tenant("t1").query("entries").build();
        CachedResult<String> unused = answer(
                instance.cache().fetchAsync(later, String.class, () -> completed("later"), FetchOptions.refresh()));
    }

    @Test
    void aLocalHitIsACompletedFuture() {
        Instance a = start();
        get(a, key(1), "value");
        assertThat(fetchAsync(a, key(1), unasked()))
                .isCompletedWithValueMatching(
                        hit -> hit.value().equals("value") && hit.status() == CacheStatus.HIT_LOCAL);
    }

    @Test
    void aRemoteHitAnswersWithoutAskingTheSource() throws Exception {
        Instance a = start();
        storeThrough(a, key(1), "value");
        assertThat(answer(fetchAsync(start(), key(1), unasked())))
                .extracting(CachedResult::value, CachedResult::status)
                .containsExactly("value", CacheStatus.HIT_REMOTE);
    }

    @Test
    void theCallersThreadGoesOnWhileTheRemoteTierIsSilent() throws Exception {
        Instance a = start();
        Hold reading = a.tier().hold(Command.READ);
        CompletableFuture<CachedResult<String>> answer = fetchAsync(a, key(1), () -> completed("value"));
        reading.awaitReached();
        assertThat(answer).isNotDone();
        reading.release();
        assertThat(answer(answer).value()).isEqualTo("value");
    }

    @Test
    void anEventLoopTurnsWhileTheRemoteTierIsSilent() throws Exception {
        Instance a = start();
        Scheduler loop = Schedulers.newSingle("loop");
        try {
            Hold reading = a.tier().hold(Command.READ);
            CompletableFuture<CachedResult<String>> answer = new CompletableFuture<>();
            AtomicReference<Boolean> startedOnLoop = new AtomicReference<>();
            loop.schedule(() -> fetchAsync(a, key(1), () -> {
                        startedOnLoop.set(Schedulers.isInNonBlockingThread());
                        return completed("value");
                    })
                    .thenAccept(answer::complete));
            reading.awaitReached();
            CompletableFuture<Boolean> turned = new CompletableFuture<>();
            loop.schedule(() -> turned.complete(Schedulers.isInNonBlockingThread()));
            assertThat(answer(turned)).isTrue();
            assertThat(answer).isNotDone();
            reading.release();
            assertThat(answer(answer).value()).isEqualTo("value");
            assertThat(startedOnLoop).hasValue(false);
        } finally {
            loop.dispose();
        }
    }

    @Test
    void theSourceStartsAfterTheStampsWereReadOnAThreadOfTheCache() throws Exception {
        Instance a = start();
        Hold reading = a.tier().hold(Command.READ);
        AtomicReference<String> startedOn = new AtomicReference<>();
        CompletableFuture<CachedResult<String>> answer = fetchAsync(a, key(1), () -> {
            startedOn.set(Thread.currentThread().getName());
            return completed("value");
        });
        reading.awaitReached();
        assertThat(startedOn).hasNullValue();
        reading.release();
        answer(answer);
        assertThat(startedOn.get()).startsWith(application + "-async-");
    }

    /** As many sources work as there are threads, and the next call still finds one. */
    @Test
    void noThreadIsHeldWhileTheSourceWorks() throws Exception {
        Instance a = start(builder -> builder.async(1, 10));
        Source first = new Source();
        CompletableFuture<CachedResult<String>> slow = fetchAsync(a, key(1), first);
        first.awaitStarted();
        assertThat(answer(fetchAsync(a, key(2), () -> completed("other"))).value())
                .isEqualTo("other");
        first.stage.complete("value");
        assertThat(answer(slow).value()).isEqualTo("value");
    }

    @Test
    void whatIsLoadedIsKeptInBothTiers() throws Exception {
        Instance a = start();
        assertThat(answer(fetchAsync(a, key(1), () -> completed("value"))).status())
                .isEqualTo(CacheStatus.MISS);
        assertThat(fetch(a, key(1), "other").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        awaitStores(a, 1);
        assertThat(fetch(start(), key(1), "other").status()).isEqualTo(CacheStatus.HIT_REMOTE);
    }

    @Test
    void anEvictionDuringTheLoadLetsNothingStaleBeKept() throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> answer = fetchAsync(a, key(1), source);
        source.awaitStarted();
        a.cache().evictor().evictQuery(key(1));
        assertThat(answer(fetchAsync(a, key(1), () -> completed("new"))).value())
                .as("joins no load that began before the eviction")
                .isEqualTo("new");
        source.stage.complete("old");
        assertThat(answer(answer).value()).isEqualTo("old");
        assertThat(get(a, key(1), "newer")).isEqualTo("new");
    }

    @Test
    void nothingIsCachedAsNothing() throws Exception {
        Instance a = start();
        assertThat(answer(fetchAsync(a, key(1), () -> completed(null))).value()).isNull();
        assertThat(fetchAsync(a, key(1), unasked())).isCompletedWithValueMatching(hit -> hit.value() == null);
    }

    @Test
    void asyncAndWaitingCallersShareTheLoadOfAnAsyncCaller() throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> leading = fetchAsync(a, key(1), source);
        source.awaitStarted();
        CompletableFuture<CachedResult<String>> joined = fetchAsync(a, key(1), unasked());
        awaitJoined(a);
        Caller<String> waiting = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        source.stage.complete("value");
        assertThat(answer(leading).value()).isEqualTo("value");
        assertThat(answer(joined).value()).isEqualTo("value");
        assertThat(waiting.answer()).isEqualTo("value");
        assertThat(statistics(a)).extracting("loads", "misses").containsExactly(1L, 3L);
    }

    @Test
    void anAsyncCallerSharesTheLoadOfAWaitingCaller() throws Exception {
        Instance a = start();
        Source gate = new Source();
        Caller<String> leading = Caller.of(() -> a.cache()
                .<String, Exception>get(key(1), String.class, () -> gate.load().get(10, TimeUnit.SECONDS)));
        gate.awaitStarted();
        CompletableFuture<CachedResult<String>> joined = fetchAsync(a, key(1), unasked());
        awaitJoined(a);
        gate.stage.complete("value");
        assertThat(leading.answer()).isEqualTo("value");
        assertThat(answer(joined).value()).isEqualTo("value");
        assertThat(statistics(a).loads()).isOne();
    }

    @Test
    void whereBytesAreKeptEveryoneWhoSharesGetsACopyOfItsOwn() throws Exception {
        Instance a = start(builder ->
                builder.async(1, 100).defaults(CachePolicy.defaults().withLocal(CachePolicy.Local.bytes(1_000_000))));
        CompletableFuture<List<String>> stage = new CompletableFuture<>();
        CompletableFuture<CachedResult<List<String>>> leading =
                a.cache().fetchAsync(key(1), List.class, () -> stage, FetchOptions.cached());
        Await.until("the load has begun", () -> statistics(a).loads() == 1);
        CompletableFuture<CachedResult<List<String>>> joined =
                a.cache().fetchAsync(key(1), List.class, () -> stage, FetchOptions.cached());
        awaitJoined(a);
        stage.complete(new ArrayList<>(List.of("value")));
        assertThat(answer(joined).value())
                .isEqualTo(List.of("value"))
                .isNotSameAs(answer(leading).value());
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("checked"), new IllegalStateException("unchecked"), new StackOverflowError("error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureReachesAllWhoShareAsTheSameObjectAndTheNextCallerTriesAgain(Throwable failure) throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> leading =
                fetchAsync(a, key(1), () -> source.load().thenApply(value -> value));
        source.awaitStarted();
        CompletableFuture<CachedResult<String>> joined = fetchAsync(a, key(1), unasked());
        awaitJoined(a);
        Caller<String> waiting = Caller.of(() -> get(a, key(1), "own")).awaitWaiting();
        source.stage.completeExceptionally(failure);
        assertThat(failure(leading)).isSameAs(failure);
        assertThat(failure(joined)).isSameAs(failure);
        assertThat(waiting.failure()).isSameAs(failure);
        assertThat(statistics(a)).extracting("loads", "loadFailures").containsExactly(1L, 1L);
        assertThat(answer(fetchAsync(a, key(1), () -> completed("next"))).value())
                .isEqualTo("next");
    }

    @Test
    void aSourceThatThrowsInsteadOfStartingFailsTheFuture() throws Exception {
        Instance a = start();
        IOException failure = new IOException("no connection");
        assertThat(failure(fetchAsync(a, key(1), () -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failure(fetchAsync(a, key(1), () -> null)))
                .hasMessageContaining("returned null instead of a stage")
                .hasMessageContaining("Return a stage that is completed with null");
        assertThat(get(a, key(1), "next")).isEqualTo("next");
    }

    @Test
    void onesWhoWaitTakeOverWhenTheSourceIsCancelled() throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> leading = fetchAsync(a, key(1), source);
        source.awaitStarted();
        CompletableFuture<CachedResult<String>> joined = fetchAsync(a, key(1), () -> completed("taken over"));
        awaitJoined(a);
        Caller<String> waiting = Caller.of(() -> get(a, key(1), "taken over")).awaitWaiting();
        source.stage.cancel(true);
        assertThat(failure(leading)).isInstanceOf(CancellationException.class);
        assertThat(answer(joined).value()).isEqualTo("taken over");
        assertThat(waiting.answer()).isEqualTo("taken over");
    }

    @Test
    void aCallerWhoCancelsFreesOnlyItself() throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> leading = fetchAsync(a, key(1), source);
        source.awaitStarted();
        CompletableFuture<CachedResult<String>> joined = fetchAsync(a, key(1), unasked());
        awaitJoined(a);
        leading.cancel(true);
        assertThat(source.stage).isNotDone();
        source.stage.complete("value");
        assertThat(answer(joined).value()).isEqualTo("value");
        assertThat(get(a, key(1), "other")).isEqualTo("value");
    }

    @Test
    void aCallersPatienceFreesOnlyItself() throws Exception {
        Instance a = start();
        Source source = new Source();
        CompletableFuture<CachedResult<String>> leading = fetchAsync(a, key(1), source);
        source.awaitStarted();
        FetchOptions impatient = FetchOptions.cached().waitingAtMost(Duration.ofMillis(1));
        assertThat(failure(a.cache().fetchAsync(key(1), String.class, unasked(), impatient)))
                .isInstanceOf(LoadWaitException.class)
                .hasMessageContaining("(1 ms)");
        source.stage.complete("value");
        assertThat(answer(leading).value()).isEqualTo("value");
    }

    @Test
    void aCallThatFindsNoThreadGoesPastTheCacheOnItsOwn() throws Exception {
        Instance a = start(builder -> builder.async(1, 1));
        Hold reading = a.tier().hold(Command.READ);
        CompletableFuture<CachedResult<String>> first = fetchAsync(a, key(1), () -> completed("first"));
        reading.awaitReached();
        CompletableFuture<CachedResult<String>> second = fetchAsync(a, key(2), () -> completed("second"));
        Thread caller = Thread.currentThread();
        AtomicReference<Thread> startedOn = new AtomicReference<>();
        CompletableFuture<CachedResult<String>> third = fetchAsync(a, key(3), () -> {
            startedOn.set(Thread.currentThread());
            return completed("third");
        });
        assertThat(third).isCompletedWithValueMatching(past -> past.status() == CacheStatus.BYPASS);
        assertThat(startedOn).hasValue(caller);
        assertThat(statistics(a).bypasses()).isOne();
        reading.release();
        assertThat(answer(first).value()).isEqualTo("first");
        assertThat(answer(second).value()).isEqualTo("second");
        assertThat(get(a, key(3), "not kept")).isEqualTo("not kept");
    }

    @Test
    void aCallPastTheCacheStartsItsSourceOnTheCallersThread() {
        Instance a = start();
        AtomicReference<Thread> startedOn = new AtomicReference<>();
        CompletableFuture<CachedResult<String>> past = a.cache()
                .fetchAsync(
                        key(1),
                        String.class,
                        () -> {
                            startedOn.set(Thread.currentThread());
                            return completed("past");
                        },
                        FetchOptions.bypass());
        assertThat(past).isCompletedWithValueMatching(answer -> answer.status() == CacheStatus.BYPASS);
        assertThat(startedOn).hasValue(Thread.currentThread());
    }

    @Test
    void aLoadInATransactionThatMaySeeItsOwnRowsStartsInItAndIsNotKept() {
        Instance a = start(builder -> builder.transactions(new SpringTransactions()));
        AtomicReference<Thread> startedOn = new AtomicReference<>();
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThat(fetchAsync(a, key(1), () -> {
                        startedOn.set(Thread.currentThread());
                        return completed("own");
                    }))
                    .isCompletedWithValueMatching(own -> own.status() == CacheStatus.MISS);
        } finally {
            TransactionSynchronizationManager.clear();
        }
        assertThat(startedOn).hasValue(Thread.currentThread());
        assertThat(statistics(a).transactionalLoads()).isOne();
        assertThat(get(a, key(1), "committed")).isEqualTo("committed");
    }

    @Test
    void callsUnderWayAreAnsweredWhenTheCacheIsClosed() throws Exception {
        Instance a = start(builder -> builder.async(1, 10).closeTimeout(Duration.ofMinutes(1)));
        Hold reading = a.tier().hold(Command.READ);
        CompletableFuture<CachedResult<String>> first = fetchAsync(a, key(1), () -> completed("first"));
        reading.awaitReached();
        CompletableFuture<CachedResult<String>> second = fetchAsync(a, key(2), () -> completed("second"));
        Caller<Boolean> closing = Caller.of(() -> {
            a.cache().close();
            return true;
        });
        closing.awaitWaiting();
        reading.release();
        assertThat(closing.answer()).isTrue();
        assertThat(answer(first).value()).isEqualTo("first");
        assertThat(answer(second).value()).isEqualTo("second");
        assertThat(fetchAsync(a, key(3), () -> completed("after")))
                .isCompletedWithValueMatching(after -> after.value().equals("after"));
    }

    @Test
    void aCacheThatIsOnlyWaitedForStartsNoThreadForAsyncCalls() throws Exception {
        Instance a = start();
        get(a, key(1), "value");
        assertThat(asyncThreads()).isEmpty();
        answer(fetchAsync(a, key(2), () -> completed("value")));
        assertThat(asyncThreads()).hasSize(1);
    }

    private List<String> asyncThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(application + "-async"))
                .toList();
    }

    @Test
    void aSourceThatAsksForItsOwnKeyIsToldSo() throws Exception {
        Instance a = start();
        assertThat(failure(fetchAsync(a, key(1), () -> value(fetchAsync(a, key(1), () -> completed("own"))))))
                .isInstanceOf(RecursiveLoadException.class);
        assertThat(failure(fetchAsync(a, key(1), () -> completed(get(a, key(1), "own")))))
                .isInstanceOf(RecursiveLoadException.class);
        assertThat(failure(fetchAsync(
                        a, key(1), () -> value(fetchAsync(a, key(2), () -> value(fetchAsync(a, key(1), unasked())))))))
                .isInstanceOf(RecursiveLoadException.class);
        assertThat(get(a, key(1), "after")).isEqualTo("after");
    }

    /** Both sources have begun before either asks for the other's key. */
    @Test
    void sourcesThatNeedEachOthersKeysAllFinish() throws Exception {
        Instance a = start();
        Source bothBegan = new Source();
        Source oneAsked = new Source();
        Source otherAsked = new Source();
        AtomicReference<LoadTrail> one = new AtomicReference<>();
        AtomicReference<LoadTrail> other = new AtomicReference<>();
        CompletableFuture<CachedResult<String>> first = fetchAsync(a, key(1), () -> {
            one.set(LoadTrail.current());
            oneAsked.load();
            return bothBegan.stage.thenCompose(began -> {
                try (var scope = LoadTrail.enter(one.get())) {
                    return value(fetchAsync(a, key(2), () -> completed("inner")));
                }
            });
        });
        CompletableFuture<CachedResult<String>> second = fetchAsync(a, key(2), () -> {
            other.set(LoadTrail.current());
            otherAsked.load();
            return bothBegan.stage.thenCompose(began -> {
                try (var scope = LoadTrail.enter(other.get())) {
                    return value(fetchAsync(a, key(1), () -> completed("inner")));
                }
            });
        });
        oneAsked.awaitStarted();
        otherAsked.awaitStarted();
        bothBegan.stage.complete("go");
        assertThat(answer(first).value()).isEqualTo("inner");
        assertThat(answer(second).value()).isEqualTo("inner");
    }

    @Test
    void workThatOutlivesItsLoadMayAskForItsKey() throws Exception {
        Instance a = start();
        AtomicReference<LoadTrail> left = new AtomicReference<>();
        answer(fetchAsync(a, key(1), () -> {
            left.set(LoadTrail.current());
            return completed("value");
        }));
        a.cache().evictor().evictQuery(key(1));
        try (var scope = LoadTrail.enter(left.get())) {
            assertThat(get(a, key(1), "after")).isEqualTo("after");
        }
    }

    @Test
    void whatACallIsRefusedForComesThroughTheFuture() throws Exception {
        Instance a = start();
        QueryHandle.PerCall<String> query = a.cache()
                .<String>query(QueryShape.of(LEDGER, "entries", "account"), String.class)
                .perCall();
        assertThat(failure(query.fetchAsync(FetchOptions.cached(), unasked(), null, null, 1)))
                .isInstanceOf(MissingTenantException.class);
    }

    @Test
    void aPreparedQueryAnswersWithItsTags() throws Exception {
        Instance a = start();
        QueryHandle.PerCall<String> query = a.cache()
                .<String>query(QueryShape.of(LEDGER, "entries", "account"), String.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .perCall();
        assertThat(answer(query.fetchAsync(FetchOptions.cached(), () -> completed("value"), "t1", null, 1))
                        .value())
                .isEqualTo("value");
        assertThat(query.fetchAsync(FetchOptions.cached(), unasked(), "t1", null, 1))
                .isCompletedWithValueMatching(hit -> hit.status() == CacheStatus.HIT_LOCAL);
        a.cache().evictor().evictTag("t1", "account:1");
        assertThat(answer(query.fetchAsync(FetchOptions.cached(), () -> completed("new"), "t1", null, 1))
                        .value())
                .isEqualTo("new");
    }

    private static CompletableFuture<CachedResult<String>> fetchAsync(
            Instance instance, CacheKey key, AsyncLoader<String> source) {
        return instance.cache().fetchAsync(key, String.class, source, FetchOptions.cached());
    }

    private static CompletableFuture<String> value(CompletableFuture<CachedResult<String>> answer) {
        return answer.thenApply(CachedResult::value);
    }

    private static <T> CompletableFuture<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static AsyncLoader<String> unasked() {
        return () -> {
            throw new AssertionError("The source was asked");
        };
    }

    private static <T> T answer(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    /** What a dependent of the future itself is told, wrappers and all: waiting for it would take them off. */
    private static Throwable failure(CompletableFuture<?> future) throws Exception {
        return answer(future.handle(
                (value, failure) -> failure != null ? failure : new AssertionError("The call answered " + value)));
    }

    /** A source that is started and ends when a test says so. */
    private static final class Source implements AsyncLoader<String> {

        private final CompletableFuture<String> stage = new CompletableFuture<>();
        private final CompletableFuture<Boolean> started = new CompletableFuture<>();

        @Override
        public CompletableFuture<String> load() {
            started.complete(true);
            return stage;
        }

        private void awaitStarted() throws Exception {
            answer(started);
        }
    }
}
