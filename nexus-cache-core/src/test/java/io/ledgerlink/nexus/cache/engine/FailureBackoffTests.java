package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failed load means for the calls that come after it. */
class FailureBackoffTests {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration BACKOFF = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofNanos(1);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withMaxUnconfirmed(CachePolicy.UNLIMITED)
            .withFailureBackoff(BACKOFF);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void end() {
        playground.close();
    }

    @Test
    void theSourceIsSparedAndTheSameFailureAnswersUntilTheTimeIsOver() {
        Player a = playground.join(POLICY);
        Throwable first = failure(a, new IOException("down"));
        playground.pass(BACKOFF.minus(MOMENT));
        assertThat(failure(a, new IOException("not asked"))).isSameAs(first);
        assertThat(asked).hasValue(1);
        playground.pass(MOMENT);
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void aBatchEndsWithTheFailureOfAKeyWhoseSourceIsLeftAlone() {
        Player a = playground.join(POLICY);
        Throwable first = failure(a, new IOException("down"));
        assertThat(catchThrowable(() -> all(a, "t1", "t2"))).isSameAs(first);
        playground.pass(BACKOFF);
        assertThat(all(a, "t1", "t2")).hasSize(2);
    }

    @Test
    void theFailureOfABatchForOneKeyCountsAsThatKeys() {
        Player a = playground.join(POLICY);
        RuntimeException down = new IllegalStateException("down");
        assertThat(catchThrowable(() -> failing(a, down, "t1"))).isSameAs(down);
        assertThat(failure(a, new IOException("not asked"))).isSameAs(down);
        assertThat(asked).hasValue(0);
    }

    @Test
    void theFailureOfABatchForSeveralKeysIsNoneOfTheirs() {
        Player a = playground.join(POLICY);
        RuntimeException down = new IllegalStateException("down");
        assertThat(catchThrowable(() -> failing(a, down, "t1", "t2"))).isSameAs(down);
        assertThat(a.get(key, "value")).isEqualTo("value");
    }

    private static Map<CacheKey, String> all(Player player, String... tenants) {
        return player.cache.<String, RuntimeException>getAll(
                keys(tenants),
                String.class,
                missing -> missing.stream().collect(Collectors.toMap(Function.identity(), CacheKey::toString)));
    }

    private static Map<CacheKey, String> failing(Player player, RuntimeException failure, String... tenants) {
        return player.cache.<String, RuntimeException>getAll(keys(tenants), String.class, missing -> {
            throw failure;
        });
    }

    private static List<CacheKey> keys(String... tenants) {
        return Stream.of(tenants).map(Playground::key).toList();
    }

    @Test
    void withoutABackoffEveryCallAsks() {
        Player a = playground.join(POLICY.withFailureBackoff(Duration.ZERO));
        failure(a, new IOException("down"));
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void anotherKeyIsAskedForAllTheSame() {
        Player a = playground.join(POLICY);
        failure(a, new IOException("down"));
        assertThat(a.get(Playground.key("t2"), "value")).isEqualTo("value");
    }

    @Test
    void anEvictionOfTheKeyEndsIt() {
        Player a = playground.join(POLICY);
        failure(a, new IOException("down"));
        a.cache.evictor().evictTag("t1", "account:7");
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    /** Keys are equal whatever their tags: an eviction by a tag that the failed load had not could not end it. */
    @Test
    void aCallThatWantsMoreTagsAsks() {
        Player a = playground.join(POLICY);
        CacheKey untagged = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", 7)
                .build();
        assertThat(untagged).isEqualTo(key);
        assertThat(catchThrowable(() -> a.cache.<String, IOException>get(untagged, String.class, () -> {
                    throw new IOException("down");
                })))
                .hasMessage("down");
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void anEvictionOnAnotherInstanceEndsIt() {
        Player a = playground.join(POLICY);
        Player b = playground.join(POLICY);
        failure(a, new IOException("down"));
        b.cache.evictor().evictQuery(key);
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void aFailureThatAnEvictionCrossedSparesNothing() {
        Player a = playground.join(POLICY);
        assertThat(catchThrowable(() -> a.cache.<String, IOException>get(key, String.class, () -> {
                    a.cache.evictor().evictQuery(key);
                    throw new IOException("read before the eviction");
                })))
                .hasMessage("read before the eviction");
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void whatAnotherInstanceHasLoadedAnswersMeanwhile() {
        Player a = playground.join(POLICY);
        failure(a, new IOException("down"));
        playground.join(POLICY).store(key, "loaded there");
        assertThat(a.get(key, "unused")).isEqualTo("loaded there");
    }

    @Test
    void aCallThatAsksForTheSourceGetsItAndEndsTheBackoff() {
        Player a = playground.join(POLICY);
        failure(a, new IOException("down"));
        FetchOptions unkept = FetchOptions.refresh().unless(result -> true);
        assertThat(a.cache
                        .<String, RuntimeException>fetch(key, String.class, () -> "back", unkept)
                        .value())
                .isEqualTo("back");
        assertThat(a.get(key, "again")).isEqualTo("again");
    }

    @Test
    void whatTheCallerAbandonedIsNoFailureOfTheSource() {
        Player a = playground.join(POLICY);
        failure(a, new CancellationException("cancelled"));
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void anErrorOfTheMachineIsNoFailureOfTheSource() {
        Player a = playground.join(POLICY);
        assertThat(catchThrowable(() -> a.cache.<String, RuntimeException>get(key, String.class, () -> {
                    throw new StackOverflowError();
                })))
                .isInstanceOf(StackOverflowError.class);
        assertThat(a.get(key, "back")).isEqualTo("back");
    }

    @Test
    void anAsynchronousCallIsAnsweredByTheSameFailureAndSoAreOthersByIts() throws Exception {
        Player a = playground.join(POLICY);
        IOException down = new IOException("down");
        assertThat(asyncFailure(a, CompletableFuture.failedFuture(down))).isSameAs(down);
        assertThat(failure(a, new IOException("not asked"))).isSameAs(down);
        assertThat(asyncFailure(a, CompletableFuture.completedFuture("not asked")))
                .isSameAs(down);
        assertThat(asked).hasValue(1);
    }

    /** A refresh that failed rests for a while of its own; only the longer backoff is left after it. */
    @Test
    void aStaleEntryAnswersAndIsNotRefreshedMeanwhile() {
        Duration longer = POLICY.refreshBackoff().plusSeconds(5);
        CacheKey other = Playground.key("t2");
        Player a = playground.join(
                POLICY.withStaleFor(Duration.ofMinutes(1)).withFailureBackoff(longer),
                builder -> builder.refreshes(1, 10));
        a.store(key, "v1");
        a.store(other, "v1");
        playground.pass(TTL);
        assertThat(failingStatus(a)).isEqualTo(CacheStatus.STALE);
        a.get(other, "v2");
        Await.until(
                "the one thread has done what came before",
                () -> a.cache.getIfPresent(other, String.class).isPresent());
        playground.pass(longer.minus(MOMENT));
        assertThat(failingStatus(a)).isEqualTo(CacheStatus.STALE);
        playground.pass(MOMENT);
        Await.until("it is refreshed", () -> a.status(key, "v2") == CacheStatus.HIT_LOCAL);
    }

    private CacheStatus failingStatus(Player a) {
        CachedResult<String> result = a.cache.<String, RuntimeException>fetch(
                key,
                String.class,
                () -> {
                    throw new IllegalStateException("down");
                },
                FetchOptions.cached());
        return result.status();
    }

    private Throwable failure(Player a, Exception thrown) {
        return catchThrowable(() -> a.cache.<String, Exception>get(key, String.class, () -> {
            asked.incrementAndGet();
            throw thrown;
        }));
    }

    private Throwable asyncFailure(Player a, CompletableFuture<String> stage) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        a.cache
                .fetchAsync(
                        key,
                        String.class,
                        () -> {
                            asked.incrementAndGet();
                            return stage;
                        },
                        FetchOptions.cached())
                .whenComplete((answer, thrown) -> failure.complete(thrown));
        return failure.get(10, TimeUnit.SECONDS);
    }
}
