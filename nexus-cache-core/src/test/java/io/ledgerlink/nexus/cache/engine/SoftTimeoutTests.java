package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.ContextLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.load.Renewal;
import io.ledgerlink.nexus.cache.load.Waiting;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.tier.Target;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that wait a while for a fresh value before a stale entry answers them. */
class SoftTimeoutTests {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withStaleFor(Duration.ofHours(1))
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy IMPATIENT =
            POLICY.withLoad(CachePolicy.Load.unbounded().softly(Duration.ofMillis(1)));
    private static final CachePolicy PATIENT =
            POLICY.withLoad(CachePolicy.Load.unbounded().softly(Duration.ofDays(1)));
    private static final CachePolicy BYTES = PATIENT.withLocal(CachePolicy.Local.bytes(1_000_000));

    private final Playground playground = new Playground();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final CacheKey key = Playground.key();

    @AfterEach
    void end() {
        gate.countDown();
        playground.close();
    }

    @Test
    void aFreshValueThatComesInTimeAnswers() {
        Player a = stale(PATIENT);
        assertThat(fetch(a, () -> "v2"))
                .extracting(CachedResult::value, CachedResult::status)
                .containsExactly("v2", CacheStatus.MISS);
        assertThat(statistics(a))
                .extracting("staleHits", "misses", "loads", "refreshes")
                .containsExactly(0L, 2L, 2L, 1L);
    }

    /** The load may have ended before its caller begins to wait for it. */
    @Test
    void aFreshValueAnswersHoweverQuicklyItComes() {
        Player a = stale(PATIENT);
        for (int round = 0; round < 500; round++) {
            String value = "round " + round;
            assertThat(fetch(a, () -> value).value()).isEqualTo(value);
            endAfterItsStore(a);
            CompletableFuture<CachedResult<String>> later = a.cache.fetchAsync(
                    key, String.class, () -> CompletableFuture.completedFuture("later"), FetchOptions.cached());
            assertThat(later.join().value()).isEqualTo("later");
            endAfterItsStore(a);
        }
    }

    /** What is stored later would be fresh in the remote tier. */
    private void endAfterItsStore(Player player) {
        CacheStatistics counted = statistics(player);
        Await.until("the value is stored", () -> statistics(player).stores() == counted.loads());
        playground.pass(TTL);
    }

    @Test
    void theStaleEntryAnswersWhenTheTimeIsOverAndTheLoadIsKeptAllTheSame() {
        Player a = stale(IMPATIENT);
        assertThat(fetch(a, this::held))
                .extracting(CachedResult::value, CachedResult::status)
                .containsExactly("v1", CacheStatus.STALE);
        assertThat(statistics(a)).extracting("staleHits", "misses").containsExactly(1L, 1L);
        gate.countDown();
        Await.until(
                "the load is kept",
                () -> a.cache
                        .<String>getIfPresent(key, String.class)
                        .filter(found -> "v2".equals(found.value()))
                        .isPresent());
    }

    @Test
    void theStaleEntryAnswersWhenTheLoadFailsAndAtOnceWhileTheSourceRests() {
        Player a = stale(PATIENT);
        assertThat(fetch(a, SoftTimeoutTests::failing).status()).isEqualTo(CacheStatus.STALE);
        assertThat(fetch(a, () -> "not asked").status()).isEqualTo(CacheStatus.STALE);
        assertThat(statistics(a)).extracting("loads", "staleHits").containsExactly(2L, 2L);
    }

    @Test
    void allWhoComeMeanwhileWaitForTheOneLoad() throws Exception {
        Player a = stale(PATIENT);
        Caller<CachedResult<String>> one = Caller.of(() -> fetch(a, this::held)).awaitWaiting();
        Caller<CachedResult<String>> two = Caller.of(() -> fetch(a, this::held)).awaitWaiting();
        gate.countDown();
        assertThat(one.answer().value()).isEqualTo("v2");
        assertThat(two.answer().value()).isEqualTo("v2");
        assertThat(statistics(a).loads()).isEqualTo(2);
    }

    @Test
    void whoWasInterruptedIsAnsweredByTheStaleEntry() throws Exception {
        Player a = stale(PATIENT);
        Caller<Boolean> caller = Caller.of(() -> fetch(a, this::held).status() == CacheStatus.STALE
                        && Thread.currentThread().isInterrupted())
                .awaitWaiting();
        caller.thread().interrupt();
        assertThat(caller.answer()).isTrue();
    }

    @Test
    void aStaleEntryOfTheRemoteTierWaitsForAFreshOneToo() {
        stale(PATIENT);
        Player b = playground.join(PATIENT);
        assertThat(fetch(b, () -> "v2").value()).isEqualTo("v2");
        assertThat(statistics(b)).extracting("staleHits", "misses").containsExactly(0L, 1L);
    }

    /** The leader has found a stale entry in the remote tier; who joined it waits for the renewal as it does. */
    @Test
    void whoSharesALoadThatFoundAStaleEntryWaitsToo() throws Exception {
        stale(PATIENT);
        Player b = playground.join(PATIENT);
        Hold reply = b.tier.holdReply(Command.READ);
        Caller<CachedResult<String>> leader = Caller.of(() -> fetch(b, this::held));
        reply.awaitReached();
        Caller<CachedResult<String>> joined =
                Caller.of(() -> fetch(b, this::held)).awaitWaiting();
        reply.release();
        leader.awaitWaiting();
        gate.countDown();
        assertThat(leader.answer().value()).isEqualTo("v2");
        assertThat(joined.answer().value()).isIn("v1", "v2");
        CacheStatistics counted = statistics(b);
        assertThat(counted.staleHits() + counted.misses() + counted.localHits()).isEqualTo(2);
    }

    @Test
    void aRenewalOfAnEvictedEntryServesNobody() {
        Player a = stale(IMPATIENT);
        Target target = ((Engine) a.cache).target(key, String.class);
        LocalEntry entry = Objects.requireNonNull(target.local());
        Renewal renewal = new Renewal(entry, Duration.ofDays(1), Waiting.blocking());
        assertThat(renewal.serves(target)).isTrue();
        a.cache.evictor().evictQuery(key);
        assertThat(renewal.serves(target)).isFalse();
    }

    @Test
    void whereBytesAreKeptTheFreshValueIsACopy() {
        Player a = stale(BYTES);
        assertThat(fetch(a, () -> "v2").value()).isEqualTo("v2");
    }

    @Test
    void anEvictionMeanwhileLetsLaterCallsLoadAnew() throws Exception {
        Player a = stale(PATIENT);
        Caller<CachedResult<String>> waiting =
                Caller.of(() -> fetch(a, this::held)).awaitWaiting();
        awaitSource();
        a.cache.evictor().evictQuery(key);
        assertThat(fetch(a, () -> "v3").value()).isEqualTo("v3");
        gate.countDown();
        assertThat(waiting.answer().value()).isEqualTo("v3");
        assertThat(a.get(key, "unused")).isEqualTo("v3");
    }

    @Test
    void anEntryThatIsEvictedMeanwhileAnswersNobodyThoughTheLoadFails() throws Exception {
        Player a = stale(PATIENT);
        Caller<CachedResult<String>> waiting =
                Caller.of(() -> fetch(a, () -> heldOnce("v3"))).awaitWaiting();
        awaitSource();
        CompletableFuture<CachedResult<String>> later = a.cache.fetchAsync(
                key, String.class, () -> CompletableFuture.completedFuture("v3"), FetchOptions.cached());
        a.cache.evictor().evictQuery(key);
        gate.countDown();
        assertThat(waiting.answer().value()).isEqualTo("v3");
        assertThat(later.get(10, TimeUnit.SECONDS).value()).isEqualTo("v3");
        assertThat(statistics(a).staleHits()).isZero();
    }

    /** The stale entry has not the tag, so it stays valid; what renews it was read before. */
    @Test
    void aCallAfterAnEvictionGetsNoRenewalThatHasFoundTheTagOnlyThen() throws Exception {
        Player a = playground.join(PATIENT);
        fetch(a, found("before", "v1"));
        Await.until(
                "the entry is kept",
                () -> a.cache.getIfPresent(key, String.class).isPresent());
        playground.pass(TTL);
        Caller<CachedResult<String>> one =
                Caller.of(() -> fetch(a, found("later", () -> held()))).awaitWaiting();
        awaitSource();
        a.cache.evictor().evictTag("t1", "later");
        Caller<CachedResult<String>> two =
                Caller.of(() -> fetch(a, found("later", "v3"))).awaitWaiting();
        gate.countDown();
        assertThat(two.answer().value()).isNotEqualTo("v2");
        one.answer();
    }

    /** Others may wait for the outer load. */
    @Test
    void aCallInsideALoadWaitsForNoRenewal() throws Exception {
        Player a = stale(PATIENT);
        CacheKey outer = Playground.key("t2");
        Caller<String> asking = Caller.of(() -> a.cache.<String, RuntimeException>get(
                outer, String.class, () -> "(" + fetch(a, this::held).value() + ")"));
        assertThat(asking.answer()).isEqualTo("(v1)");
        assertThat(statistics(a).staleHits()).isEqualTo(1);
    }

    @Test
    void anAsynchronousCallWaitsOnNoThread() throws Exception {
        Player a = stale(PATIENT);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<CachedResult<String>> answer =
                a.cache.fetchAsync(key, String.class, () -> stage, FetchOptions.cached());
        assertThat(answer).isNotDone();
        stage.complete("v2");
        assertThat(answer.get(10, TimeUnit.SECONDS).value()).isEqualTo("v2");
        assertThat(statistics(a).staleHits()).isZero();
    }

    @Test
    void anAsynchronousCallIsAnsweredByTheStaleEntryWhenTheTimeIsOver() throws Exception {
        Player a = stale(IMPATIENT);
        CompletableFuture<CachedResult<String>> answer =
                a.cache.fetchAsync(key, String.class, CompletableFuture::new, FetchOptions.cached());
        assertThat(answer.get(10, TimeUnit.SECONDS).value()).isEqualTo("v1");
        assertThat(statistics(a).staleHits()).isOne();
    }

    private Player stale(CachePolicy policy) {
        Player player = playground.join(policy);
        player.store(key, "v1");
        playground.pass(TTL);
        return player;
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

    private static ContextLoader<String, Exception> found(String tag, String value) {
        return found(tag, () -> value);
    }

    private static ContextLoader<String, Exception> found(String tag, Callable<String> source) {
        return load -> {
            String value = source.call();
            load.tags(List.of(tag));
            return value;
        };
    }

    /** A call may wait for a load whose thread has not come to ask the source. */
    private void awaitSource() {
        Await.until("the source is asked", () -> asked.get() > 0);
    }

    private String held() throws InterruptedException {
        asked.incrementAndGet();
        Caller.pass(gate);
        return "v2";
    }

    /** Stands still and fails, and answers from the second time on. */
    private String heldOnce(String value) throws InterruptedException {
        if (asked.getAndIncrement() == 0) {
            Caller.pass(gate);
            throw new IllegalStateException("down");
        }
        return value;
    }

    private static String failing() {
        throw new IllegalStateException("down");
    }

    private static CacheStatistics statistics(Player player) {
        return player.cache.statistics("ledger");
    }
}
