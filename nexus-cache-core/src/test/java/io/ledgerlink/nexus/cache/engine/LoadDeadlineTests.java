package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.load.LoadThreads;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Calls that wait no longer for a load than their policy says, and what becomes of the load. */
class LoadDeadlineTests {

    private static final Duration NEVER = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(1);
    /** Longer than anything here takes that is right. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final CachePolicy POLICY = CachePolicy.defaults().withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final QueryShape SHAPE = QueryShape.of("ledger", "entries", "account");

    private final Playground playground = new Playground();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void end() {
        gate.countDown();
        playground.close();
    }

    @Nested
    class TheSource {

        @Test
        void isAskedByAThreadOfTheCacheWithTheCallersContext() throws Exception {
            ThreadLocal<String> context = new ThreadLocal<>();
            ContextCarrier carrier = () -> {
                String captured = context.get();
                return task -> () -> {
                    context.set(captured);
                    task.run();
                    context.remove();
                };
            };
            Player a = join(builder -> builder.carrying(carrier));
            context.set("of the caller");
            AtomicReference<String> thread = new AtomicReference<>("");
            assertThat(fetch(a, LATE, () -> {
                        thread.set(Thread.currentThread().getName());
                        return context.get();
                    }))
                    .isEqualTo("of the caller");
            assertThat(thread.get()).startsWith("app-load-");
        }

        @Test
        void isAskedByTheCallersThreadWhereThereIsNoDeadline() throws Exception {
            assertThat(askedBy(join(), NEVER)).isSameAs(Thread.currentThread());
        }

        @Test
        void isAskedByTheCallersThreadInATransaction() throws Exception {
            Player a = join(builder -> builder.transactions(new ReadOnly()));
            assertThat(askedBy(a, LATE)).isSameAs(Thread.currentThread());
            assertThat(fetch(a, LATE, () -> "unused")).as("it was kept").isEqualTo("value");
        }

        @Test
        void isAskedByTheSameThreadForALoadInsideTheLoad() throws Exception {
            Player a = join(builder -> builder.loads(1, 1));
            assertThat(fetch(a, LATE, () -> "(" + fetch(a, LATE, 8, () -> "inner") + ")"))
                    .isEqualTo("(inner)");
        }

        @Test
        void isNotAskedForTheKeyThatItIsLoading() throws Exception {
            Player a = join();
            assertThat(Caller.of(() -> fetch(a, LATE, () -> fetch(a, LATE, () -> "own")))
                            .failure())
                    .isInstanceOf(RecursiveLoadException.class);
        }

        /** The inner load is on another thread than the outer one. */
        @Test
        void isNotAskedForTheKeyOfALoadThatItIsPartOf() throws Exception {
            Player a = join();
            assertThat(Caller.of(() -> fetch(a, NEVER, () -> fetch(a, LATE, 8, () -> fetch(a, SOON, () -> "own"))))
                            .failure())
                    .isInstanceOf(RecursiveLoadException.class);
        }

        @Test
        void failsForAllWhoWaitWithTheSameObject() throws Exception {
            Player a = join();
            IOException down = new IOException("down");
            Caller<String> leading = leading(a, LATE, () -> {
                throw down;
            });
            Caller<String> joined = Caller.of(() -> fetch(a, LATE, () -> "own")).awaitWaiting();
            gate.countDown();
            assertThat(leading.failure()).isSameAs(down);
            assertThat(joined.failure()).isSameAs(down);
        }
    }

    @Nested
    class ACallWhoseTimeIsOver {

        @Test
        void endsWithAnExceptionThatSaysWhatToDo() throws Exception {
            Player a = join();
            assertThat(timeOutWhileLoading(a))
                    .isInstanceOfSatisfying(
                            CacheLoadTimeoutException.class,
                            late -> assertThat(late.cache()).isEqualTo("ledger"))
                    .hasMessageMatching(".* took longer than calls of cache 'ledger' wait \\(\\d+ ms\\)\\. .*")
                    .hasMessageContaining("raise nexus.cache.caches.ledger.load.hard-timeout");
        }

        @Test
        void leavesTheKeyToOthersAndTheirsIsNotReplacedByTheLateResult() throws Exception {
            Player a = join();
            timeOutWhileLoading(a);
            assertThat(fetch(a, LATE, () -> "second")).isEqualTo("second");
            gate.countDown();
            awaitLoadsLanded(a);
            assertThat(fetch(a, LATE, () -> "third")).isEqualTo("second");
        }

        @Test
        void leavesALateResultThatIsKept() throws Exception {
            Player a = join();
            timeOutWhileLoading(a);
            gate.countDown();
            Await.until("it is kept", () -> present(a).isPresent());
            assertThat(fetch(a, LATE, () -> "unused")).isEqualTo("late");
        }

        @Test
        void leavesALateResultThatIsNotKeptAfterAnEviction() throws Exception {
            Player a = join();
            timeOutWhileLoading(a);
            a.cache.evictor().evictTenant("t1");
            gate.countDown();
            awaitLoadsLanded(a);
            assertThat(fetch(a, LATE, () -> "new")).isEqualTo("new");
        }

        @Test
        void leavesThoseWhoWaitLongerToTheirOwnDeadlines() throws Exception {
            Player a = join();
            Caller<String> leading = leading(a, LATE, () -> "late");
            Caller<String> patient =
                    Caller.of(() -> fetch(a, LATE, () -> "own")).awaitWaiting();
            assertThat(Caller.of(() -> fetch(a, SOON, () -> "own")).failure())
                    .isInstanceOf(CacheLoadTimeoutException.class);
            assertThat(patient.done()).isFalse();
            gate.countDown();
            assertThat(patient.answer()).isEqualTo("late");
            assertThat(leading.answer()).isEqualTo("late");
        }

        @Test
        void freesItselfFromALoadThatHangsOnAnotherCallersThread() throws Exception {
            Player a = join();
            Caller<String> hung = leading(a, NEVER, () -> "late");
            assertThat(Caller.of(() -> fetch(a, SOON, () -> "own")).failure())
                    .isInstanceOf(CacheLoadTimeoutException.class);
            assertThat(fetch(a, LATE, () -> "second")).isEqualTo("second");
            assertThat(hung.done()).isFalse();
        }

        @Test
        void saysSoOfItsOwnBoundWhereThatIsShorter() throws Exception {
            Player a = join();
            Caller<String> hung = leading(a, LATE, () -> "late");
            QueryHandle<String> query = query(a, LATE, () -> "own");
            assertThat(Caller.of(() -> query.fetch(FetchOptions.cached().waitingAtMost(SOON), "t1", null, 7))
                            .failure())
                    .isInstanceOf(LoadWaitException.class);
            Caller<String> joined = Caller.of(() -> fetch(a, LATE, () -> "own")).awaitWaiting();
            gate.countDown();
            assertThat(joined.answer()).isEqualTo(hung.answer());
        }

        @Test
        void sparesTheSourceWhereThePolicyWantsThat() throws Exception {
            Player a = join();
            CachePolicy sparing = POLICY.withFailureBackoff(Duration.ofSeconds(5));
            Throwable late = timeOutWhileLoading(a, sparing);
            assertThat(Caller.of(() -> query(
                                            a,
                                            sparing.withLoad(
                                                    CachePolicy.Load.unbounded().atMost(LATE)),
                                            () -> "not asked")
                                    .get("t1", 7))
                            .failure())
                    .isSameAs(late);
            playground.pass(Duration.ofSeconds(5));
            assertThat(query(a, sparing, () -> "back").get("t1", 7)).isEqualTo("back");
        }

        @Test
        void leavesALoadThatHasNotBegunToThoseWhoStillWait() throws Exception {
            Player a = join(builder -> builder.loads(1, 1));
            Caller<String> occupying = leading(a, LATE, 8, () -> "other");
            Caller<String> waiting = Caller.of(() -> fetch(a, LATE, () -> "unused"));
            waiting.awaitWaiting();
            Caller<String> joined =
                    Caller.of(() -> fetch(a, LATE, () -> "taken over")).awaitWaiting();
            waiting.thread().interrupt();
            assertThat(waiting.failure()).isInstanceOf(LoadWaitException.class);
            gate.countDown();
            assertThat(occupying.answer()).isEqualTo("other");
            assertThat(joined.answer()).isEqualTo("taken over");
        }
    }

    @Nested
    class WhereThereIsNoRoom {

        @Test
        void aCallIsRefusedAndItsKeyIsFree() throws Exception {
            Player a = join(builder -> builder.loads(1, 1));
            Caller<String> occupying = leading(a, LATE, 8, () -> "other");
            Caller<String> waiting = Caller.of(() -> fetch(a, LATE, 9, () -> "waited"));
            waiting.awaitWaiting();
            assertThat(Caller.of(() -> fetch(a, LATE, () -> "not asked")).failure())
                    .isInstanceOf(CacheLoadTimeoutException.class)
                    .hasMessageContaining("no more loads may wait for one")
                    .hasMessageContaining("NexusCacheBuilder.loads");
            gate.countDown();
            assertThat(occupying.answer()).isEqualTo("other");
            assertThat(waiting.answer()).isEqualTo("waited");
            assertThat(fetch(a, LATE, () -> "value")).isEqualTo("value");
        }

        @Test
        void oneThreadAndRoomForOneAreTheLeast() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NexusCacheBuilder.named("app").loads(0, 1))
                    .withMessage("Loads with a hard timeout cannot do with 0 threads and room for 1 that wait: give"
                            + " NexusCacheBuilder.loads at least one of each");
        }

        @Test
        void aClosedCacheLetsCallersLoadThemselves() throws Exception {
            Player a = join();
            a.cache.close();
            assertThat(askedBy(a, LATE)).isSameAs(Thread.currentThread());
        }
    }

    @Nested
    class AnAsynchronousCall {

        @Test
        void endsWithTheTimeoutWhateverItsSourceDoesAndItsKeyIsFree() throws Exception {
            Player a = join();
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<CachedResult<String>> hung = fetchAsync(a, SOON, stage);
            assertThat(failure(hung)).isInstanceOf(CacheLoadTimeoutException.class);
            assertThat(fetch(a, LATE, () -> "second")).isEqualTo("second");
            stage.complete("late");
            assertThat(fetch(a, LATE, () -> "third")).isEqualTo("second");
        }

        @Test
        void leavesALateResultThatIsKept() throws Exception {
            Player a = join();
            CompletableFuture<String> stage = new CompletableFuture<>();
            for (Duration time = Duration.ofMillis(20);
                    a.cache.statistics("ledger").loads() == 0;
                    time = time.multipliedBy(2)) {
                assertThat(failure(fetchAsync(a, time, stage))).isInstanceOf(CacheLoadTimeoutException.class);
            }
            stage.complete("late");
            Await.until("it is kept", () -> present(a).isPresent());
            assertThat(fetch(a, LATE, () -> "unused")).isEqualTo("late");
        }

        @Test
        void waitsForSomebodyElsesLoadNoLonger() throws Exception {
            Player a = join();
            Caller<String> hung = leading(a, NEVER, () -> "late");
            Throwable late;
            do {
                late = failure(fetchAsync(a, SOON, CompletableFuture.completedFuture("own")));
                assertThat(late).isInstanceOf(CacheLoadTimeoutException.class);
                // On a busy machine the call may not even have found a thread in that time.
            } while (!String.valueOf(late.getMessage()).contains("took longer than calls"));
            assertThat(fetch(a, LATE, () -> "second")).isEqualTo("second");
            assertThat(hung.done()).isFalse();
        }

        private CompletableFuture<CachedResult<String>> fetchAsync(
                Player player, Duration hard, CompletableFuture<String> stage) {
            return player.cache
                    .<String>query(SHAPE, String.class)
                    .policy(within(hard))
                    .perCall()
                    .fetchAsync(FetchOptions.cached(), () -> stage, "t1", null, 7);
        }

        private Throwable failure(CompletableFuture<?> future) throws Exception {
            try {
                throw new AssertionError("The call answered " + future.get(10, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                return Objects.requireNonNull(e.getCause());
            }
        }
    }

    /** A transaction that reads what is committed. */
    private static final class ReadOnly implements Transactions {

        @Override
        public Reading reading() {
            return Reading.COMMITTED;
        }

        @Override
        public boolean active() {
            return true;
        }

        @Override
        public @Nullable Participant joined(Object owner) {
            return null;
        }

        @Override
        public @Nullable Participant join(Object owner, Supplier<? extends Participant> create) {
            return null;
        }
    }

    private Player join() {
        return join(builder -> builder);
    }

    private Player join(UnaryOperator<NexusCacheBuilder> settings) {
        return playground.join(POLICY, settings);
    }

    private static CachePolicy within(Duration hard) {
        return POLICY.withLoad(CachePolicy.Load.unbounded().atMost(hard));
    }

    private static QueryHandle<String> query(Player player, Duration hard, Loader<String, Exception> source) {
        return query(player, within(hard), source);
    }

    private static QueryHandle<String> query(Player player, CachePolicy policy, Loader<String, Exception> source) {
        return player.cache
                .<String>query(SHAPE, String.class)
                .policy(policy)
                .loader((tenant, page, arguments) -> source.load());
    }

    private static String fetch(Player player, Duration hard, Loader<String, Exception> source) {
        return fetch(player, hard, 7, source);
    }

    private static String fetch(Player player, Duration hard, int account, Loader<String, Exception> source) {
        return String.valueOf(query(player, hard, source).get("t1", account));
    }

    private static Thread askedBy(Player player, Duration hard) {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        fetch(player, hard, () -> {
            thread.set(Thread.currentThread());
            return "value";
        });
        return Optional.ofNullable(thread.get()).orElseThrow();
    }

    /** A source that stands still until it is let go. */
    private Loader<String, Exception> held(String value) {
        return held(() -> value);
    }

    private Loader<String, Exception> held(Loader<String, Exception> then) {
        return () -> {
            begun.incrementAndGet();
            Caller.pass(gate);
            return then.load();
        };
    }

    private Caller<String> leading(Player player, Duration hard, Loader<String, Exception> then) {
        return leading(player, hard, 7, then);
    }

    /** A call whose source has begun, and stands still until it is let go. */
    private Caller<String> leading(Player player, Duration hard, int account, Loader<String, Exception> then) {
        Caller<String> caller = Caller.of(() -> fetch(player, hard, account, held(then)));
        Await.until("the load has begun", () -> begun.get() == 1);
        return caller;
    }

    /** Gives a call as much time as it needs to begin its load, and no more than twice that. */
    private Throwable timeOutWhileLoading(Player player) throws Exception {
        return timeOutWhileLoading(player, POLICY);
    }

    private Throwable timeOutWhileLoading(Player player, CachePolicy policy) throws Exception {
        Duration time = Duration.ofMillis(20);
        while (true) {
            CachePolicy hard = policy.withLoad(CachePolicy.Load.unbounded().atMost(time));
            Throwable late = Caller.of(() -> query(player, hard, held("late")).get("t1", 7))
                    .failure();
            assertThat(late).isInstanceOf(CacheLoadTimeoutException.class);
            if (begun.get() > 0) {
                return late;
            }
            time = time.multipliedBy(2);
        }
    }

    private void awaitLoadsLanded(Player player) {
        Await.until(
                "no load is under way",
                () -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(each -> each.getKey().getName().startsWith("app-load-"))
                        .noneMatch(each -> Arrays.stream(each.getValue())
                                .anyMatch(frame -> frame.getClassName().equals(LoadThreads.class.getName()))));
    }

    private static Optional<CachedResult<String>> present(Player player) {
        CacheKey key = query(player, NEVER, () -> "").key("t1", null, 7);
        return player.cache.getIfPresent(key, String.class);
    }
}
