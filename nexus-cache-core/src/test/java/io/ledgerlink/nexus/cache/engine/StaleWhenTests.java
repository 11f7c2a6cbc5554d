package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.StaleWhen;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Stale entries that answer only while they are loaded again, or only if that fails. */
class StaleWhenTests {

    private static final Duration TTL = Duration.ofSeconds(100);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withStaleFor(Duration.ofHours(1))
            .withRefreshBackoff(Duration.ofSeconds(7))
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);

    private final Playground playground = new Playground();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CacheKey key = Playground.key();

    @AfterEach
    void end() {
        gate.countDown();
        playground.close();
    }

    @Nested
    class Refreshing {

        private static final CachePolicy REFRESHING = POLICY.withStaleWhen(StaleWhen.REFRESHING);

        @Test
        void aStaleEntryAnswersWhileItIsLoadedAnew() {
            Player a = stale(REFRESHING);
            assertThat(fetch(a, StaleWhenTests.this::held).status()).isEqualTo(CacheStatus.STALE);
            assertThat(fetch(a, () -> "not asked").status()).isEqualTo(CacheStatus.STALE);
        }

        @Test
        void onceThatHasFailedCallsGetWhatTheSourceSays() {
            Player a = failed(REFRESHING);
            assertThatThrownBy(() -> fetch(a, StaleWhenTests::failing)).hasMessage("down");
            assertThatThrownBy(() -> later(a, StaleWhenTests::failing).get(10, TimeUnit.SECONDS))
                    .hasRootCauseMessage("down");
            assertThat(fetch(a, () -> "v2").value()).isEqualTo("v2");
        }

        @Test
        void anAsynchronousCallGetsItToo() throws Exception {
            Player a = failed(REFRESHING);
            assertThat(later(a, () -> "v2").get(10, TimeUnit.SECONDS))
                    .extracting(CachedResult::value, CachedResult::status)
                    .containsExactly("v2", CacheStatus.MISS);
        }

        @Test
        void afterTheRestItAnswersAgainWhileItIsLoadedAnew() {
            Player a = failed(REFRESHING);
            playground.pass(REFRESHING.refreshBackoff());
            assertThat(fetch(a, StaleWhenTests.this::held).status()).isEqualTo(CacheStatus.STALE);
        }
    }

    @Nested
    class Failing {

        private static final CachePolicy FAILING = POLICY.withStaleWhen(StaleWhen.FAILING);

        @Test
        void callsWaitForTheLoad() throws Exception {
            Player a = stale(FAILING);
            Caller<CachedResult<String>> one =
                    Caller.of(() -> fetch(a, StaleWhenTests.this::held)).awaitWaiting();
            CompletableFuture<CachedResult<String>> two = later(a, () -> "not asked");
            assertThat(two).isNotDone();
            gate.countDown();
            assertThat(one.answer().value()).isEqualTo("v2");
            assertThat(two.get(10, TimeUnit.SECONDS).value()).isEqualTo("v2");
            assertThat(statistics(a).staleHits()).isZero();
        }

        @Test
        void ifItFailsTheStaleEntryAnswersAndTheSourceRests() {
            Player a = stale(FAILING);
            assertThat(fetch(a, StaleWhenTests::failing))
                    .extracting(CachedResult::value, CachedResult::status)
                    .containsExactly("v1", CacheStatus.STALE);
            assertThat(fetch(a, () -> "not asked").status()).isEqualTo(CacheStatus.STALE);
            playground.pass(FAILING.refreshBackoff());
            assertThat(fetch(a, () -> "v2").value()).isEqualTo("v2");
        }

        @Test
        void ifItTakesLongerThanAnyLoadMayTheStaleEntryAnswers() {
            stale(FAILING);
            Player b = playground.join(
                    FAILING.withLoad(CachePolicy.Load.unbounded().atMost(Duration.ofMillis(1))));
            assertThat(fetch(b, StaleWhenTests.this::held).value()).isEqualTo("v1");
        }

        @Test
        void aCallThatWillNotWaitIsAnsweredByTheStaleEntry() throws Exception {
            Player a = stale(FAILING);
            FetchOptions hurried = FetchOptions.cached().waitingAtMost(Duration.ZERO);
            assertThat(a.cache
                            .<String, Exception>fetch(key, String.class, StaleWhenTests.this::held, hurried)
                            .value())
                    .isEqualTo("v1");
            assertThat(a.cache
                            .<String>fetchAsync(key, String.class, CompletableFuture::new, hurried)
                            .get(10, TimeUnit.SECONDS)
                            .value())
                    .isEqualTo("v1");
        }

        @Test
        void aCallThatMustLoadAloneGetsWhatTheSourceSays() {
            Player a = stale(FAILING);
            assertThatThrownBy(() -> a.cache.<String, Exception>fetch(
                            key, String.class, StaleWhenTests::failing, FetchOptions.unshared()))
                    .hasMessage("down");
        }

        @Test
        void anEvictedEntryAnswersNobodyThoughTheSourceFails() {
            Player a = stale(FAILING);
            a.cache.evictor().evictQuery(key);
            assertThatThrownBy(() -> fetch(a, StaleWhenTests::failing)).hasMessage("down");
        }
    }

    private Player stale(CachePolicy policy) {
        Player player = playground.join(policy.withJitter(0));
        player.store(key, "v1");
        playground.pass(TTL);
        return player;
    }

    private Player failed(CachePolicy policy) {
        Player player = stale(policy);
        fetch(player, StaleWhenTests::failing);
        Await.until("the failed load is out of the way", () -> {
            try {
                return fetch(player, StaleWhenTests::failing).status() != CacheStatus.STALE;
            } catch (IllegalStateException down) {
                return statistics(player).loads() > 2;
            }
        });
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

    private CompletableFuture<CachedResult<String>> later(Player player, Loader<String, Exception> source) {
        return player.cache.fetchAsync(
                key, String.class, () -> CompletableFuture.completedFuture(source.load()), FetchOptions.cached());
    }

    private String held() throws InterruptedException {
        Caller.pass(gate);
        return "v2";
    }

    private static String failing() {
        throw new IllegalStateException("down");
    }

    private static CacheStatistics statistics(Player player) {
        return player.cache.statistics("ledger");
    }
}
