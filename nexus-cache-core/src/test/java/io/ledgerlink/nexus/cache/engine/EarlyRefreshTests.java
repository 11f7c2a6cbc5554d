package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a fresh entry that is asked for near the end of its time to live. */
class EarlyRefreshTests {

    private static final Duration TTL = Duration.ofSeconds(100);

    /** When an entry is due, where chance adds nothing. */
    private static final Duration DUE = Duration.ofSeconds(80);

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withEarlyRefresh(EarlyRefresh.after(80))
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy BYTES = POLICY.withLocal(Local.bytes(1_000_000));
    private static final CachePolicy NO_LOCAL = POLICY.withLocal(Local.none());
    private static final CachePolicy NO_REMOTE = POLICY.withRemote(false);
    private static final CachePolicy PROBABILISTIC = POLICY.withEarlyRefresh(EarlyRefresh.probabilistic());

    /** Drawn, it makes a probabilistic refresh begin three load times before the end. */
    private static final double THREE_LOAD_TIMES = Math.pow(-Math.expm1(-3), 16);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        playground.close();
    }

    static Stream<CachePolicy> everyTier() {
        return Stream.of(POLICY, BYTES, NO_LOCAL, NO_REMOTE);
    }

    static Stream<CachePolicy> bothTiers() {
        return Stream.of(POLICY, BYTES);
    }

    @Nested
    class Due {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.EarlyRefreshTests#everyTier")
        void anEntryThatIsDueAnswersAsFreshWhileOneRefreshRuns(CachePolicy policy) throws Exception {
            Player a = join(policy);
            store(a, "v1");
            playground.pass(DUE.minus(MOMENT));
            assertThat(a.get(key, "unused")).isEqualTo("v1");
            assertThat(statistics(a).refreshes()).isZero();
            playground.pass(MOMENT);
            AtomicInteger asked = new AtomicInteger();
            for (int i = 0; i < 5; i++) {
                CachedResult<String> hit = fetch(a, () -> {
                    asked.incrementAndGet();
                    return held("v2");
                });
                assertThat(hit.value()).isEqualTo("v1");
                assertThat(hit.status()).isIn(CacheStatus.HIT_LOCAL, CacheStatus.HIT_REMOTE);
                assertThat(hit.remaining()).isEqualTo(TTL.minus(DUE));
            }
            Caller.pass(begun);
            assertThat(asked).hasValue(1);
            gate.countDown();
            awaitAnswer(a, "v2");
            assertThat(statistics(a).refreshes()).isEqualTo(1);
            assertThat(statistics(a).loads()).isEqualTo(2);
            assertThat(statistics(a).misses()).isEqualTo(1);
            assertThat(statistics(a).staleHits()).isZero();
        }

        @Test
        void whatARefreshHasLoadedIsFreshForItsWholeTime() {
            Player a = join(POLICY);
            store(a, "v1");
            playground.pass(DUE);
            a.get(key, "v2");
            awaitAnswer(a, "v2");
            awaitStores(a, 2);
            playground.pass(DUE.minus(MOMENT));
            assertThat(a.get(key, "unused")).isEqualTo("v2");
            playground.pass(MOMENT);
            a.get(key, "v3");
            awaitAnswer(a, "v3");
            assertThat(statistics(a).refreshes()).isEqualTo(2);
        }

        @Test
        void aPreparedQueryIsRefreshedToo() {
            Player a = join(POLICY);
            AtomicInteger asked = new AtomicInteger();
            QueryHandle<String> query = a.cache
                    .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                    .loader((tenant, page, arguments) -> "v" + asked.incrementAndGet());
            query.get("t1", 7);
            awaitStores(a, 1);
            playground.pass(DUE);
            assertThat(query.get("t1", 7)).isEqualTo("v1");
            Await.until("the entry is loaded again", () -> "v2".equals(query.get("t1", 7)));
            assertThat(statistics(a).misses()).isEqualTo(1);
        }

        @Test
        void anAsynchronousCallBeginsARefresh() {
            Player a = join(POLICY);
            store(a, "v1");
            playground.pass(DUE);
            CompletableFuture<CachedResult<String>> hit = a.cache.fetchAsync(
                    key, String.class, () -> CompletableFuture.completedFuture("v2"), FetchOptions.cached());
            assertThat(hit).isCompleted();
            assertThat(hit.join().value()).isEqualTo("v1");
            awaitAnswer(a, "v2");
        }

        @Test
        void nothingIsRefreshedEarlyUnlessThePolicySaysSo() {
            CachePolicy policy = POLICY.withEarlyRefresh(CachePolicy.defaults().earlyRefresh());
            Player a = join(policy, builder -> builder.refreshes(1, 10));
            store(a, "v1");
            playground.pass(TTL.minus(MOMENT));
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            playground.pass(MOMENT);
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
            assertThat(statistics(a).refreshes()).isZero();
        }

        @Test
        void anEntryThatWasPutOrTouchedIsRefreshedToo() {
            Player a = join(POLICY);
            a.cache.put(key, String.class, "v1");
            playground.pass(DUE);
            a.get(key, "v2");
            awaitAnswer(a, "v2");
            awaitStores(a, 2);
            assertThat(a.cache.touch(key, String.class)).isTrue();
            playground.pass(DUE);
            a.get(key, "v3");
            awaitAnswer(a, "v3");
        }

        @Test
        void aCallAfterTheEndSharesTheRefreshThatRuns() throws Exception {
            Player a = join(POLICY);
            store(a, "v1");
            playground.pass(DUE);
            fetch(a, () -> held("v2"));
            Caller.pass(begun);
            playground.pass(TTL.minus(DUE));
            Caller<String> late = Caller.of(() -> a.get(key, "v3")).awaitWaiting();
            gate.countDown();
            assertThat(late.answer()).isEqualTo("v2");
            assertThat(statistics(a).loads()).isEqualTo(2);
        }
    }

    @Nested
    class Moment {

        @ParameterizedTest
        @CsvSource({"0, 80000", "0.5, 85000", "0.9, 89000"})
        void aShareOfTheTtlIsFollowedByAPartOfTheFirstHalfOfTheRest(double drawn, long dueMillis) {
            Player a = join(POLICY, builder -> builder.chance(() -> drawn));
            store(a, "v1");
            assertDueAfter(a, Duration.ofMillis(dueMillis));
        }

        @Test
        void aProbabilisticRefreshBeginsSoonerTheLongerTheLoadTook() {
            Player a = join(PROBABILISTIC, builder -> builder.chance(() -> THREE_LOAD_TIMES));
            load(a, key, Duration.ofSeconds(2));
            assertDueAfter(a, TTL.minusSeconds(6));
        }

        @Test
        void aProbabilisticRefreshBeginsAfterHalfOfTheTtlAtTheSoonest() {
            Player a = join(PROBABILISTIC, builder -> builder.chance(() -> THREE_LOAD_TIMES));
            load(a, key, TTL);
            assertDueAfter(a, TTL.dividedBy(2));
        }

        @Test
        void anEntryOfAnotherInstanceIsJudgedByWhatLoadsTakeHere() {
            store(join(PROBABILISTIC), "v1");
            Player b = join(PROBABILISTIC, builder -> builder.chance(() -> THREE_LOAD_TIMES));
            load(b, Playground.key("t2"), Duration.ofSeconds(2));
            playground.pass(TTL.minusSeconds(6).minusSeconds(2).plus(MOMENT));
            assertThat(fetch(b, () -> "v2").status()).isEqualTo(CacheStatus.HIT_REMOTE);
            awaitAnswer(b, "v2");
        }

        private void load(Player player, CacheKey each, Duration time) {
            player.cache.<String, RuntimeException>get(each, String.class, () -> {
                playground.pass(time);
                return "v1";
            });
            awaitStores(player, 1);
        }

        /** What a refresh loads that begins too soon stays, for nothing is loaded again after it. */
        private void assertDueAfter(Player player, Duration due) {
            playground.pass(due.minus(MOMENT.multipliedBy(2)));
            assertThat(player.get(key, "too soon")).isEqualTo("v1");
            playground.pass(MOMENT.multipliedBy(3));
            assertThat(player.get(key, "v2")).isEqualTo("v1");
            awaitAnswer(player, "v2");
            assertThat(statistics(player).refreshes()).isEqualTo(1);
        }
    }

    @Nested
    class OnTwoInstances {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.EarlyRefreshTests#bothTiers")
        void aRefreshTakesWhatAnotherInstanceHasLoadedAnewAndAsksNoSource(CachePolicy policy) {
            Player a = join(policy);
            Player b = join(policy);
            store(a, "v1");
            b.get(key, "unused");
            playground.pass(DUE);
            a.get(key, "v2");
            awaitAnswer(a, "v2");
            awaitStores(a, 2);
            assertThat(fetch(b, () -> "v3").value()).isEqualTo("v1");
            awaitAnswer(b, "v2");
            assertThat(statistics(b).loads()).isZero();
            assertThat(statistics(b).refreshes()).isEqualTo(1);
        }

        @Test
        void theSameEntryOfTheRemoteTierIsNoLaterOneThoughItWasStoredLater() throws Exception {
            Player a = join(POLICY);
            Hold store = a.tier.hold(Command.STORE);
            a.get(key, "v1");
            store.awaitReached();
            playground.pass(Duration.ofSeconds(5));
            store.release();
            awaitStores(a, 1);
            playground.pass(DUE.minusSeconds(5));
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            awaitAnswer(a, "v2");
            assertThat(statistics(a).loads()).isEqualTo(2);
        }

        @Test
        void anEntryThatIsFoundNearItsEndAnswersAndIsRefreshed() {
            store(join(POLICY), "v1");
            playground.pass(DUE);
            Player b = join(POLICY);
            CachedResult<String> hit = fetch(b, () -> "v2");
            assertThat(hit.value()).isEqualTo("v1");
            assertThat(hit.status()).isEqualTo(CacheStatus.HIT_REMOTE);
            awaitAnswer(b, "v2");
            assertThat(statistics(b).refreshes()).isEqualTo(1);
        }
    }

    @Nested
    class Evicted {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.EarlyRefreshTests#everyTier")
        void anEvictedEntryIsNotRefreshed(CachePolicy policy) {
            Player a = join(policy);
            store(a, "v1");
            playground.pass(DUE);
            a.cache.evictor().evictTag("t1", "account:7");
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
            assertThat(statistics(a).refreshes()).isZero();
        }

        @Test
        void whatARefreshReadBeforeAnEvictionIsKeptNowhere() throws Exception {
            Player a = join(POLICY);
            Player b = join(POLICY);
            store(a, "v1");
            playground.pass(DUE);
            fetch(a, () -> held("v2"));
            Caller.pass(begun);
            b.cache.evictor().evictQuery(key);
            assertThat(a.get(key, "v3")).isEqualTo("v3");
            gate.countDown();
            a.cache.close();
            assertThat(statistics(a).loads()).isEqualTo(3);
            assertThat(statistics(a).puts()).isEqualTo(2);
            assertThat(b.get(key, "v4")).isEqualTo("v3");
        }
    }

    @Nested
    class Failing {

        @Test
        void aFailedRefreshHarmsNoCallerAndLeavesTheSourceAloneForAWhile() {
            Player a = join(POLICY, builder -> builder.refreshes(1, 10));
            CacheKey other = Playground.key("t2");
            store(a, "v1");
            a.get(other, "v1");
            awaitStores(a, 2);
            playground.pass(DUE);
            assertThat(fetch(a, () -> failing()).value()).isEqualTo("v1");
            Await.until("the refresh has failed", () -> statistics(a).loadFailures() == 1);
            playground.pass(POLICY.refreshBackoff().minus(MOMENT));
            for (int i = 0; i < 3; i++) {
                assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.HIT_LOCAL);
            }
            a.get(other, "v2");
            Await.until("the one thread has done what came before", () -> answer(a, other, "v2"));
            assertThat(statistics(a).loads()).isEqualTo(4);
            Await.until("the source is asked again", () -> {
                playground.pass(MOMENT);
                a.get(key, "v2");
                return answer(a, key, "v2");
            });
        }
    }

    private Player join(CachePolicy policy) {
        return join(policy, builder -> builder);
    }

    private Player join(CachePolicy policy, UnaryOperator<NexusCacheBuilder> settings) {
        return playground.join(policy.withJitter(0), settings);
    }

    private CachedResult<String> fetch(Player player, Loader<String, Exception> source) {
        try {
            return player.cache.fetch(key, String.class, source, FetchOptions.cached());
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception checked) {
            throw new AssertionError(checked);
        }
    }

    private void store(Player player, String value) {
        player.get(key, value);
        if (player.cache.policy("ledger").remote()) {
            awaitStores(player, 1);
        }
    }

    private static void awaitStores(Player player, long stores) {
        Await.until("the entry is stored", () -> statistics(player).stores() >= stores);
    }

    private void awaitAnswer(Player player, String value) {
        Await.until("the answer is " + value, () -> answer(player, key, value));
    }

    private static boolean answer(Player player, CacheKey key, String value) {
        return player.cache
                .<String>getIfPresent(key, String.class)
                .map(found -> value.equals(found.value()))
                .orElse(false);
    }

    private String held(String value) throws InterruptedException {
        begun.countDown();
        Caller.pass(gate);
        return value;
    }

    private static String failing() {
        throw new IllegalStateException("down");
    }

    private static CacheStatistics statistics(Player player) {
        return player.cache.statistics("ledger");
    }
}
