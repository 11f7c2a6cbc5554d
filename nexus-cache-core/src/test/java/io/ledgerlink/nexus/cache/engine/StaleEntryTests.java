package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ResolvableType;

/** What becomes of an entry between the end of its time to live and the end of its stale time. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class StaleEntryTests {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withNullTtl(TTL)
            .withStaleFor(STALE)
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy BYTES = POLICY.withLocal(Local.bytes(1_000_000));
    private static final CachePolicy NO_LOCAL = POLICY.withLocal(Local.none());
    private static final CachePolicy NO_REMOTE = POLICY.withRemote(false);

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

    static Stream<CachePolicy> shared() {
        return Stream.of(POLICY, BYTES, NO_LOCAL);
    }

    @Nested
    class Refreshing {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void aStaleEntryAnswersAtOnceWhileOneRefreshRunsAndThenTheFreshOneDoes(CachePolicy policy) throws Exception {
            Player a = playground.join(policy);
            store(a, "v1");
            playground.pass(TTL);
            AtomicInteger asked = new AtomicInteger();
            for (int i = 0; i < 5; i++) {
                CachedResult<String> stale = fetch(a, () -> {
                    asked.incrementAndGet();
                    return held("v2");
                });
                assertThat(stale.value()).isEqualTo("v1");
                assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
                assertThat(stale.age()).isEqualTo(TTL);
                assertThat(stale.remaining()).isZero();
            }
            awaitBegun();
            assertThat(asked).hasValue(1);
            gate.countDown();
            awaitFresh(a);
            assertThat(a.get(key, "unused")).isEqualTo("v2");
            CacheStatistics counted = statistics(a);
            assertThat(counted.staleHits()).isEqualTo(5);
            assertThat(counted.refreshes()).isEqualTo(1);
            assertThat(counted.loads()).isEqualTo(2);
            assertThat(counted.misses()).isEqualTo(1);
        }

        @Test
        void anEntryWithoutStaleTimeEndsWithItsTtl() {
            Player a = playground.join(POLICY.withStaleFor(Duration.ZERO));
            store(a, "v1");
            playground.pass(TTL);
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void afterItsStaleTimeAnEntryIsGone(CachePolicy policy) {
            Player a = playground.join(policy);
            store(a, "v1");
            playground.pass(TTL.plus(STALE).minus(MOMENT));
            assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.STALE);
            Await.until("the refresh has failed", () -> statistics(a).loadFailures() == 1);
            playground.pass(MOMENT);
            Await.until("the failed load is out of the way", () -> missed(a));
            if (policy.remote()) {
                awaitStores(a, 2);
            }
            assertThat(a.get(key, "unused")).isEqualTo("v2");
        }

        @Test
        void aCallThatFindsNothingStaleSharesTheRefreshThatRuns() throws Exception {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            playground.pass(STALE);
            Caller<CachedResult<String>> late =
                    Caller.of(() -> fetch(a, () -> "v3")).awaitWaiting();
            gate.countDown();
            assertThat(late.answer().value()).isEqualTo("v2");
            assertThat(statistics(a).loads()).isEqualTo(2);
        }

        @Test
        void aRefreshHasTheContextOfTheCallerAndNoneOfItsLoads() throws Exception {
            ThreadLocal<String> user = new ThreadLocal<>();
            Player a = playground.join(
                    POLICY,
                    builder -> builder.carrying(() -> {
                        String captured = user.get();
                        return task -> () -> {
                            user.set(captured);
                            try {
                                task.run();
                            } finally {
                                user.remove();
                            }
                        };
                    }));
            store(a, "v1");
            playground.pass(TTL);
            AtomicReference<String> seen = new AtomicReference<>();
            AtomicReference<Thread> ranOn = new AtomicReference<>();
            user.set("alice");
            fetch(a, () -> {
                seen.set(user.get());
                ranOn.set(Thread.currentThread());
                return "v2";
            });
            user.remove();
            awaitFresh(a);
            assertThat(seen).hasValue("alice");
            assertThat(ranOn.get().getName()).startsWith("app-refresh-");
            assertThat(ranOn.get().isDaemon()).isTrue();
        }

        @Test
        void theTagsOfARefreshAreThoseOfTheCallWhateverBecomesOfItsArguments() {
            Player a = playground.join(POLICY);
            List<String> tags = new ArrayList<>(List.of("account:7"));
            QueryHandle.PerCall<String> query = a.cache
                    .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                    .tagsFromSource()
                    .perCall();
            tagged(query, tags, "v1");
            awaitStores(a, 1);
            playground.pass(TTL);
            QueryHandle.TaggedSource<String> slow = new QueryHandle.TaggedSource<>() {
                @Override
                public String load() throws Exception {
                    return held("v2");
                }

                @Override
                public List<String> tags() {
                    return List.copyOf(tags);
                }
            };
            assertThat(query.get(FetchOptions.cached(), slow, source -> source, "t1", null, 7))
                    .isEqualTo("v1");
            tags.set(0, "account:8");
            gate.countDown();
            Await.until("the refresh has ended", () -> statistics(a).puts() == 2);
            a.cache.evictor().evictTag("t1", "account:7");
            tags.set(0, "account:7");
            assertThat(tagged(query, tags, "v3")).isEqualTo("v3");
        }

        @Test
        void thePolicyOfAQueryCounts() {
            Player a = playground.join(CachePolicy.defaults());
            QueryHandle<String> query = a.cache
                    .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                    .policy(POLICY)
                    .loader((tenant, page, arguments) -> "value");
            query.get("t1", 7);
            awaitStores(a, 1);
            playground.pass(TTL);
            assertThat(query.fetch(FetchOptions.cached(), "t1", null, 7).status())
                    .isEqualTo(CacheStatus.STALE);
        }

        @Test
        void anAsynchronousCallIsAnsweredByAStaleEntryAndRefreshesIt() throws Exception {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletableFuture<CachedResult<String>> stale =
                    a.cache.fetchAsync(key, String.class, () -> source, FetchOptions.cached());
            assertThat(stale).isCompleted();
            assertThat(stale.join().status()).isEqualTo(CacheStatus.STALE);
            Await.until("the source is asked", () -> statistics(a).loads() == 2);
            source.complete("v2");
            awaitFresh(a);
            assertThat(a.get(key, "unused")).isEqualTo("v2");
        }

        @Test
        void anAsynchronousCallIsAnsweredByAStaleEntryOfTheRemoteTierAndRefreshesIt() throws Exception {
            store(playground.join(POLICY), "v1");
            playground.pass(TTL);
            Player b = playground.join(POLICY);
            CachedResult<String> stale = b.cache
                    .<String>fetchAsync(
                            key, String.class, () -> CompletableFuture.completedFuture("v2"), FetchOptions.cached())
                    .get(10, TimeUnit.SECONDS);
            assertThat(stale.value()).isEqualTo("v1");
            assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
            awaitFresh(b);
            assertThat(b.get(key, "unused")).isEqualTo("v2");
        }

        @Test
        void whereThereIsNoRoomTheStaleEntryAnswersAndALaterCallTriesAgain() throws Exception {
            Player a = playground.join(POLICY, builder -> builder.refreshes(1, 1));
            List<CacheKey> keys = List.of(key, Playground.key("t2"), Playground.key("t3"));
            keys.forEach(each -> a.get(each, "v1"));
            awaitStores(a, 3);
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            assertThat(a.get(keys.get(1), "v2")).isEqualTo("v1");
            assertThat(a.get(keys.get(2), "v2")).isEqualTo("v1");
            gate.countDown();
            Await.until("the second is fresh", () -> fresh(a, keys.get(1)));
            assertThat(statistics(a).refreshes()).isEqualTo(2);
            assertThat(a.get(keys.get(2), "v2")).isEqualTo("v1");
            Await.until("the third is fresh", () -> fresh(a, keys.get(2)));
        }

        @Test
        void closingLetsARefreshEndAndBeginsNoneThatWaits() throws Exception {
            Player a = playground.join(POLICY, builder -> builder.refreshes(1, 1));
            a.get(key, "v1");
            a.get(Playground.key("t2"), "v1");
            awaitStores(a, 2);
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            assertThat(a.get(Playground.key("t2"), "v2")).isEqualTo("v1");
            Caller<String> closing = Caller.of(() -> {
                        a.cache.close();
                        return "closed";
                    })
                    .awaitWaiting();
            gate.countDown();
            assertThat(closing.answer()).isEqualTo("closed");
            assertThat(statistics(a).puts()).isEqualTo(3);
            assertThat(statistics(a).refreshes()).isEqualTo(1);
        }

        @Test
        void refreshesWithoutThreadsAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NexusCacheBuilder.named("app").refreshes(0, 1))
                    .withMessage("Stale entries cannot be refreshed with 0 threads and room for 1 that wait: give"
                            + " NexusCacheBuilder.refreshes at least one of each");
        }
    }

    @Nested
    class Failing {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void aFailedRefreshLeavesTheStaleEntryAndTheSourceAloneForAWhile(CachePolicy policy) {
            Player a = playground.join(policy, builder -> builder.refreshes(1, 10));
            CacheKey other = Playground.key("t2");
            store(a, "v1");
            a.get(other, "v1");
            if (policy.remote()) {
                awaitStores(a, 2);
            }
            playground.pass(TTL);
            assertThat(fetch(a, () -> failing()).value()).isEqualTo("v1");
            Await.until("the refresh has failed", () -> statistics(a).loadFailures() == 1);
            playground.pass(POLICY.refreshBackoff().minus(MOMENT));
            for (int i = 0; i < 3; i++) {
                assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.STALE);
            }
            a.get(other, "v2");
            Await.until("the one thread has done what came before", () -> fresh(a, other));
            assertThat(statistics(a).loads()).isEqualTo(4);
            Await.until("the source is asked again", () -> {
                playground.pass(MOMENT);
                assertThat(fetch(a, () -> "v2").value()).isIn("v1", "v2");
                return statistics(a).loads() > 4;
            });
            awaitAnswer(a, "v2");
        }

        @Test
        void whereNothingStaleMayAnswerTheCallerGetsTheFailure() {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(a, () -> failing());
            Await.until("the refresh has failed", () -> statistics(a).loadFailures() == 1);
            playground.pass(STALE);
            assertThatIllegalStateException()
                    .isThrownBy(() -> fetch(a, () -> failing()))
                    .withMessage("down");
        }

        @Test
        void aCarrierThatFailsHarmsNoCaller() {
            Player a = playground.join(
                    POLICY,
                    builder -> builder.carrying(() -> {
                        throw new IllegalStateException("no luggage");
                    }));
            store(a, "v1");
            playground.pass(TTL);
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.STALE);
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.STALE);
        }

        @Test
        void aResultThatMayNotBeKeptLetsTheSourceRestToo() {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            FetchOptions picky = FetchOptions.cached().unless("bad"::equals);
            for (int i = 0; i < 3; i++) {
                assertThat(a.cache
                                .<String, RuntimeException>fetch(key, String.class, () -> "bad", picky)
                                .value())
                        .isEqualTo("v1");
                Await.until("the refresh has ended", () -> statistics(a).loads() == 2);
            }
            assertThat(statistics(a).refreshes()).isEqualTo(1);
        }
    }

    @Nested
    class Evicted {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#shared")
        void anEvictedEntryIsServedStaleByNoInstance(CachePolicy policy) {
            Player a = playground.join(policy);
            Player b = playground.join(policy);
            store(a, "v1");
            b.get(key, "v1");
            playground.pass(TTL);
            a.cache.evictor().evictTag("t1", "account:7");
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(playground.join(policy).get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void whatARefreshReadBeforeAnEvictionIsKeptNowhereAndSharedWithNobody() throws Exception {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            b.cache.evictor().evictQuery(key);
            assertThat(a.get(key, "v3")).isEqualTo("v3");
            gate.countDown();
            a.cache.close();
            assertThat(statistics(a).loads()).isEqualTo(3);
            assertThat(statistics(a).puts()).isEqualTo(2);
            assertThat(b.get(key, "v4")).isEqualTo("v3");
        }

        @Test
        void aRefreshThatWasEvictedWhileItRanIsBornDead() throws Exception {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            b.cache.evictor().evictQuery(key);
            gate.countDown();
            Await.until("the refresh's store is refused", () -> statistics(a).refusedStores() == 1);
            assertThat(a.get(key, "v3")).isEqualTo("v3");
            assertThat(playground.join(POLICY).get(key, "v4")).isIn("v3", "v4");
        }

        @Test
        void aRefreshThatWaitsForAThreadAsksNoSourceAfterAnEviction() throws Exception {
            Player a = playground.join(POLICY, builder -> builder.refreshes(1, 1));
            CacheKey other = Playground.key("t2");
            a.get(key, "v1");
            a.get(other, "v1");
            awaitStores(a, 2);
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            assertThat(a.status(other, "v2")).isEqualTo(CacheStatus.STALE);
            a.cache.evictor().evictQuery(other);
            assertThat(a.get(other, "v3")).isEqualTo("v3");
            gate.countDown();
            awaitFresh(a);
            assertThat(a.cache.statistics("ledger").refreshes()).isEqualTo(1);
            assertThat(a.get(other, "unused")).isEqualTo("v3");
        }

        @Test
        void anEntryEvictedDuringItsRefreshHoldsUpNoLaterRefresh() throws Exception {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(a, () -> held("v2"));
            awaitBegun();
            a.cache.evictor().evictQuery(key);
            a.get(key, "v3");
            awaitStores(a, 2);
            playground.pass(TTL);
            assertThat(a.status(key, "v4")).isEqualTo(CacheStatus.STALE);
            awaitAnswer(a, "v4");
            gate.countDown();
        }
    }

    @Nested
    class Unconfirmed {

        @Test
        void aStaleEntryIsConfirmedBeforeItAnswersInANewEpochAndAFresherOneIsLookedFor() {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            a.link.resubscribe();
            a.sent.clear();
            assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.STALE);
            assertThat(a.sent).contains("read:1");
        }

        @Test
        void aStaleEntryOfACacheWithoutRemoteTierIsConfirmedByItsStampsAlone() {
            Player a = playground.join(NO_REMOTE);
            a.get(key, "v1");
            playground.pass(TTL);
            a.link.resubscribe();
            a.sent.clear();
            assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.STALE);
            assertThat(a.sent).contains("read:0");
            assertThat(statistics(a).confirmations()).isEqualTo(1);
        }

        @Test
        void anEvictionMissedWhileDisconnectedIsFoundBeforeAStaleEntryAnswers() {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            a.link.disconnect();
            b.cache.evictor().evictTag("t1", "account:7");
            a.link.reconnect();
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void whileTheBusIsSilentAStaleEntryAnswersNoLongerThanAFreshOneMay() {
            Duration lease = TTL.plusSeconds(10);
            Player a = playground.join(POLICY.withMaxUnconfirmed(lease));
            store(a, "v1");
            a.link.disconnect();
            playground.pass(lease.minus(MOMENT));
            assertThat(fetch(a, () -> failing()).status()).isEqualTo(CacheStatus.STALE);
            playground.pass(MOMENT);
            Await.until("the failed load is out of the way", () -> missed(a));
        }
    }

    @Nested
    class OnTwoInstances {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#shared")
        void anInstanceThatReadsAStaleEntryAnswersWithItAndRefreshesIt(CachePolicy policy) {
            store(playground.join(policy), "v1");
            playground.pass(TTL);
            Player b = playground.join(policy);
            CachedResult<String> stale = fetch(b, () -> "v2");
            assertThat(stale.value()).isEqualTo("v1");
            assertThat(stale.status()).isEqualTo(CacheStatus.STALE);
            assertThat(stale.age()).isEqualTo(TTL);
            awaitFresh(b);
            assertThat(b.get(key, "unused")).isEqualTo("v2");
        }

        @Test
        void aRefreshTakesWhatAnotherInstanceHasLoadedAnewAndAsksNoSource() {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            fetch(b, () -> "v2");
            Await.until("the refresh is stored", () -> statistics(b).stores() == 1);
            assertThat(fetch(a, () -> "v3").value()).isEqualTo("v1");
            Await.until("the entry is fresh", () -> fetch(a, () -> "v3").status() == CacheStatus.HIT_LOCAL);
            assertThat(a.get(key, "unused")).isEqualTo("v2");
            assertThat(statistics(a).loads()).isEqualTo(1);
            assertThat(statistics(a).refreshes()).isEqualTo(1);
            assertThat(statistics(a).remoteHits()).isZero();
        }

        @Test
        void theRemoteTierKeepsAnEntryAndItsStampsForBothTimes() {
            Player a = playground.join(POLICY);
            store(a, "v1");
            assertThat(playground.remote.keys()).hasSizeGreaterThan(1);
            String entry = playground.remote.keys().stream()
                    .filter(each -> each.contains("entries") && playground.remote.lifeMillis(each) > 0)
                    .min((one, other) ->
                            Long.compare(playground.remote.lifeMillis(one), playground.remote.lifeMillis(other)))
                    .orElseThrow();
            assertThat(playground.remote.lifeMillis(entry))
                    .isEqualTo(TTL.plus(STALE).toMillis());
        }
    }

    @Nested
    class Nothing {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void aCachedNothingIsNeverStale(CachePolicy policy) {
            Player a = playground.join(policy);
            Type type = ResolvableType.forClassWithGenerics(Optional.class, String.class)
                    .getType();
            assertThat(optional(a, type, Optional.empty()).status()).isEqualTo(CacheStatus.MISS);
            if (policy.remote()) {
                awaitStores(a, 1);
            }
            playground.pass(TTL.minus(MOMENT));
            Player b = playground.join(policy);
            if (policy.remote()) {
                assertThat(optional(b, type, Optional.of("unused")).value()).isEmpty();
            }
            playground.pass(MOMENT);
            assertThat(optional(a, type, Optional.of("v2")).status()).isEqualTo(CacheStatus.MISS);
            assertThat(optional(b, type, Optional.of("v2")).value()).contains("v2");
        }

        private static CachedResult<Optional<String>> optional(Player player, Type type, Optional<String> source) {
            return player.cache.<Optional<String>, RuntimeException>fetch(
                    Playground.key(), type, () -> source, FetchOptions.cached());
        }
    }

    @Nested
    class Others {

        private Player a;

        private void stale(CachePolicy policy) {
            a = playground.join(policy);
            store(a, "v1");
            playground.pass(TTL);
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#shared")
        void aTouchMakesAStaleEntryFreshAgain(CachePolicy policy) {
            stale(policy);
            assertThat(a.cache.touch(key, String.class)).isTrue();
            playground.pass(TTL.minus(MOMENT));
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            assertThat(playground.join(policy).status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            playground.pass(MOMENT);
            assertThat(a.status(key, "v1")).isEqualTo(CacheStatus.STALE);
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void whoAsksTheTiersAloneIsAnsweredByFreshEntriesOnly(CachePolicy policy) {
            stale(policy);
            assertThat(a.cache.getIfPresent(key, String.class)).isEmpty();
            assertThat(a.cache.<String>lookup(key, String.class)).isInstanceOf(Lookup.Absent.class);
            assertThat(statistics(a).refreshes()).isZero();
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void aBatchLoadsWhatIsStaleAnew(CachePolicy policy) {
            stale(policy);
            Map<CacheKey, String> found = a.cache.<String, RuntimeException>getAll(
                    List.of(key), String.class, missing -> Map.of(missing.get(0), "v2"));
            assertThat(found).containsEntry(key, "v2");
        }

        @Test
        void aBatchThatSharesALoadTakesNoStaleAnswerFromIt() throws Exception {
            store(playground.join(POLICY), "v1");
            playground.pass(TTL);
            Player b = playground.join(POLICY);
            Hold reply = b.tier.holdReply(Command.READ);
            Caller<CachedResult<String>> leader = Caller.of(() -> fetch(b, () -> failing()));
            reply.awaitReached();
            Caller<Map<CacheKey, String>> batch = Caller.of(() -> b.cache.<String, RuntimeException>getAll(
                            List.of(key), String.class, missing -> Map.of(missing.get(0), "v2")))
                    .awaitWaiting();
            reply.release();
            assertThat(leader.answer().status()).isEqualTo(CacheStatus.STALE);
            assertThat(batch.answer()).containsEntry(key, "v2");
        }

        @Test
        void callsThatShareALoadShareItsStaleAnswer() throws Exception {
            store(playground.join(BYTES), "v1");
            playground.pass(TTL);
            Player b = playground.join(BYTES);
            Hold reply = b.tier.holdReply(Command.READ);
            Caller<CachedResult<String>> leader = Caller.of(() -> fetch(b, () -> failing()));
            reply.awaitReached();
            Caller<CachedResult<String>> other =
                    Caller.of(() -> fetch(b, () -> failing())).awaitWaiting();
            reply.release();
            assertThat(leader.answer().status()).isEqualTo(CacheStatus.STALE);
            assertThat(other.answer().status()).isEqualTo(CacheStatus.STALE);
            assertThat(statistics(b).staleHits()).isEqualTo(2);
            assertThat(statistics(b).misses()).isZero();
        }

        @Test
        void aCallThatAsksForTheSourceGetsNothingStale() {
            stale(POLICY);
            assertThat(a.cache
                            .<String, RuntimeException>fetch(key, String.class, () -> "v2", FetchOptions.refresh())
                            .value())
                    .isEqualTo("v2");
        }
    }

    @Nested
    class InTransactions {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.StaleEntryTests#everyTier")
        void aTransactionThatMaySeeItsOwnRowsIsAnsweredAndRefreshesNothing(CachePolicy policy) {
            OwnTransactions transactions = new OwnTransactions();
            Player a = playground.join(
                    policy, builder -> builder.transactions(transactions).refreshes(1, 10));
            CacheKey other = Playground.key("t2");
            store(a, "v1");
            a.get(other, "v1");
            if (policy.remote()) {
                awaitStores(a, 2);
            }
            playground.pass(TTL);
            transactions.reading = Transactions.Reading.OWN;
            assertThat(fetch(a, () -> "v2").status()).isEqualTo(CacheStatus.STALE);
            assertThat(fetch(a, () -> "v2").value()).isEqualTo("v1");
            transactions.reading = Transactions.Reading.COMMITTED;
            a.get(other, "v2");
            Await.until("the one thread has done what came before", () -> fresh(a, other));
            assertThat(statistics(a).refreshes()).isEqualTo(1);
            assertThat(fetch(a, () -> "v2").status()).isEqualTo(CacheStatus.STALE);
            awaitAnswer(a, "v2");
        }

        @Test
        void aCallThatSharesNothingIsAnsweredAndRefreshesNothing() {
            Player a = playground.join(POLICY);
            store(a, "v1");
            playground.pass(TTL);
            FetchOptions unshared = FetchOptions.cached().in(Mode.UNSHARED);
            assertThat(a.cache
                            .<String, RuntimeException>fetch(key, String.class, () -> "v2", unshared)
                            .status())
                    .isEqualTo(CacheStatus.STALE);
            fetch(a, () -> "v2");
            awaitAnswer(a, "v2");
            assertThat(statistics(a).refreshes()).isEqualTo(1);
        }
    }

    /** Transactions whose reading a test sets. */
    private static final class OwnTransactions implements Transactions {

        private volatile Reading reading = Reading.COMMITTED;

        @Override
        public Reading reading() {
            return reading;
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

    private CachedResult<String> fetch(Player player, Loader<String, Exception> source) {
        try {
            return player.cache.fetch(key, String.class, source, FetchOptions.cached());
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception checked) {
            throw new AssertionError(checked);
        }
    }

    private static String tagged(QueryHandle.PerCall<String> query, List<String> tags, String source) {
        return query.get(
                FetchOptions.cached(),
                new QueryHandle.TaggedSource<String>() {
                    @Override
                    public String load() {
                        return source;
                    }

                    @Override
                    public List<String> tags() {
                        return List.copyOf(tags);
                    }
                },
                made -> made,
                "t1",
                null,
                7);
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

    private static boolean fresh(Player player, CacheKey key) {
        return player.cache.getIfPresent(key, String.class).isPresent();
    }

    private void awaitFresh(Player player) {
        Await.until("the entry is fresh", () -> fresh(player, key));
    }

    private void awaitAnswer(Player player, String value) {
        Await.until(
                "the answer is " + value,
                () -> player.cache
                        .<String>getIfPresent(key, String.class)
                        .map(found -> value.equals(found.value()))
                        .orElse(false));
    }

    /** A load that has failed is shared until it is out of the way. */
    private boolean missed(Player player) {
        try {
            return player.status(key, "v2") == CacheStatus.MISS;
        } catch (IllegalStateException shared) {
            return false;
        }
    }

    private String held(String value) throws InterruptedException {
        begun.countDown();
        Caller.pass(gate);
        return value;
    }

    private void awaitBegun() throws InterruptedException {
        Caller.pass(begun);
    }

    private static String failing() {
        throw new IllegalStateException("down");
    }

    private static CacheStatistics statistics(Player player) {
        return player.cache.statistics("ledger");
    }
}
