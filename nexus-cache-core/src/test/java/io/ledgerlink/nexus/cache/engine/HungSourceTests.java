package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a source harms that hangs: its own callers until their time is over, and nobody else. */
class HungSourceTests {

    private static final Duration TTL = Duration.ofSeconds(100);

    private static final QueryShape SHAPE = QueryShape.of("ledger", "entries", "account");

    /** Longer than anything here takes that is right. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withJitter(0)
            .withMaxUnconfirmed(CachePolicy.UNLIMITED)
            .withLoad(CachePolicy.Load.unbounded().atMost(LATE));

    private final Playground playground = new Playground();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void end() {
        gate.countDown();
        second.countDown();
        playground.close();
    }

    @Test
    void asynchronousCallsGoOnBesideRefreshesThatHang() throws Exception {
        Player a = join(POLICY, builder -> builder.async(1, 10));
        refresh(a, key("ledger", 1), held());
        refresh(a, key("ledger", 2), held());
        assertThat(fetchAsync(a, key("ledger", 3), "value")
                        .get(10, TimeUnit.SECONDS)
                        .value())
                .isEqualTo("value");
    }

    @Test
    void aRefreshThatHangsEndsForItsCaller() {
        Player a = join(within(Duration.ofMillis(1)), builder -> builder.loads(1, 10));
        assertTimedOut(refresh(a, key("ledger", 1), held()));
        assertTimedOut(refresh(a, key("ledger", 2), held()));
    }

    @Test
    void anAsynchronousCallObeysItsDeadlineWhileItWaitsForAThread() {
        Player a = join(within(Duration.ofMillis(1)), builder -> builder.async(1, 10));
        CompletableFuture<CachedResult<String>> holding = a.cache
                .<String>query(SHAPE, String.class)
                .policy(POLICY)
                .perCall()
                .fetchAsync(FetchOptions.cached(), this::heldAsync, "t1", null, 1);
        Await.until("the only thread is held", () -> begun.get() == 1);
        assertTimedOut(fetchAsync(a, key("ledger", 2), "not asked"));
        assertThat(holding).isNotDone();
    }

    @Test
    void aStaleEntryWhoseRefreshHangsIsRefreshedAgainAndSoAreOthers() {
        CachePolicy policy = within(Duration.ofMillis(1)).withStaleFor(Duration.ofDays(10_000));
        Player patient = playground.join(policy.withLoad(CachePolicy.Load.unbounded()));
        CacheKey hung = key("ledger", 1);
        CacheKey other = key("ledger", 2);
        patient.store(hung, "v1");
        patient.store(other, "v1");
        playground.pass(TTL);
        Player a = join(policy, builder -> builder.refreshes(1, 10).loads(8, 10));
        assertThat(fetch(a, hung, held()).value()).isEqualTo("v1");
        awaitValue(a, other, "v2");
        awaitValue(a, hung, "v2");
    }

    @Test
    void theLoadsOfAnotherCacheHaveThreadsOfTheirOwn() throws Exception {
        Player a = join(POLICY, builder -> builder.loads(4, 10));
        List<Caller<CachedResult<String>>> hung = new ArrayList<>();
        for (int account = 1; account <= 4; account++) {
            CacheKey key = key("ledger", account);
            hung.add(Caller.of(() -> fetch(a, key, held())).awaitWaiting());
        }
        assertThat(Caller.of(() -> fetch(a, key("other", 1), () -> "value"))
                        .answer()
                        .value())
                .isEqualTo("value");
        gate.countDown();
        for (Caller<CachedResult<String>> each : hung) {
            assertThat(each.answer().value()).isEqualTo("late");
        }
    }

    @Test
    void aLoadThatHasNotBegunSaysSoAndIsNoFailureOfTheSource() throws Exception {
        Player a = join(POLICY.withFailureBackoff(Duration.ofHours(1)), builder -> builder.loads(1, 10));
        Caller<CachedResult<String>> hung = Caller.of(() -> fetch(a, key("ledger", 1), held()));
        Await.until("the load has begun", () -> begun.get() == 1);
        assertThatThrownBy(() -> a.cache
                        .<String>query(SHAPE, String.class)
                        .policy(within(Duration.ofMillis(1)).withFailureBackoff(Duration.ofHours(1)))
                        .loader((tenant, page, arguments) -> "not asked")
                        .get("t1", 2))
                .isInstanceOf(CacheLoadTimeoutException.class)
                .hasMessageContaining("was not begun");
        gate.countDown();
        assertThat(hung.answer().value()).isEqualTo("late");
        assertThat(fetch(a, key("ledger", 2), () -> "asked").value()).isEqualTo("asked");
    }

    @Test
    void aSourceThatIsALittleTooSlowIsKeptThoughTheNextLoadHasBegun() throws Exception {
        Player a = join(POLICY);
        CacheKey key = key("ledger", 1);
        timeOut(a);
        Caller<CachedResult<String>> next = Caller.of(() -> fetch(a, key, () -> {
            Caller.pass(second);
            return "newer";
        }));
        Await.until(
                "the next load has begun", () -> a.cache.statistics("ledger").loads() == begun.get() + 1);
        gate.countDown();
        Await.until("the late result is kept", () -> "late".equals(present(a, key)));
        assertThat(fetch(a, key, () -> "not asked").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        second.countDown();
        assertThat(next.answer().value()).isEqualTo("newer");
        assertThat(present(a, key)).isEqualTo("newer");
    }

    @Test
    void aCallThatCannotBeHandedOverLeavesItsKeyFree() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ContextCarrier carrier = () -> {
            if (broken.getAndSet(false)) {
                throw new LinkageError("no accessor");
            }
            return task -> task;
        };
        Player a = join(POLICY, builder -> builder.carrying(carrier));
        assertThatThrownBy(() -> fetch(a, key("ledger", 1), () -> "unused")).isInstanceOf(LinkageError.class);
        assertThat(fetch(a, key("ledger", 1), () -> "value").value()).isEqualTo("value");
    }

    @Test
    void aThreadInheritsNothingOfTheCallerItBeganFor() {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        Player a = join(POLICY);
        user.set("alice");
        AtomicReference<String> seen = new AtomicReference<>("not asked");
        fetch(a, key("ledger", 1), () -> {
            seen.set(String.valueOf(user.get()));
            return "value";
        });
        user.remove();
        assertThat(seen).hasValue("null");
    }

    private void timeOut(Player player) throws Exception {
        for (Duration time = Duration.ofMillis(20); begun.get() == 0; time = time.multipliedBy(2)) {
            CachePolicy hard = within(time);
            assertThat(Caller.of(() -> player.cache
                                    .<String>query(SHAPE, String.class)
                                    .policy(hard)
                                    .loader((tenant, page, arguments) -> held().load())
                                    .get("t1", 1))
                            .failure())
                    .isInstanceOf(CacheLoadTimeoutException.class);
        }
    }

    private Player join(CachePolicy policy) {
        return join(policy, builder -> builder);
    }

    private Player join(CachePolicy policy, UnaryOperator<NexusCacheBuilder> settings) {
        return playground.join(policy, settings);
    }

    private static CachePolicy within(Duration hard) {
        return POLICY.withLoad(CachePolicy.Load.unbounded().atMost(hard));
    }

    private static CacheKey key(String cache, int account) {
        return CacheKey.builder(cache)
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
    }

    private Loader<String, Exception> held() {
        return () -> {
            begun.incrementAndGet();
            Caller.pass(gate);
            return "late";
        };
    }

    private CompletableFuture<String> heldAsync() throws Exception {
        return CompletableFuture.completedFuture(held().load());
    }

    private static CachedResult<String> fetch(Player player, CacheKey key, Loader<String, Exception> source) {
        try {
            return player.cache.fetch(key, String.class, source, FetchOptions.cached());
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception checked) {
            throw new AssertionError(checked);
        }
    }

    private static CompletableFuture<CachedResult<String>> fetchAsync(Player player, CacheKey key, String value) {
        return player.cache.fetchAsync(
                key, String.class, () -> CompletableFuture.completedFuture(value), FetchOptions.cached());
    }

    private static CompletableFuture<CachedResult<String>> refresh(
            Player player, CacheKey key, Loader<String, Exception> source) {
        return player.cache.refresh(key, String.class, source);
    }

    private static void assertTimedOut(CompletableFuture<?> call) {
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CacheLoadTimeoutException.class);
    }

    /** Lets the source rest where its last refresh was in vain. */
    private void awaitValue(Player player, CacheKey key, String value) {
        Await.until("the answer is " + value, () -> {
            playground.pass(Duration.ofSeconds(1));
            return value.equals(fetch(player, key, () -> value).value());
        });
    }

    private static String present(Player player, CacheKey key) {
        return player.cache
                .<String>getIfPresent(key, String.class)
                .map(CachedResult::value)
                .orElse("nothing");
    }
}
