package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;

/** Exceptions by which a source says that there is nothing. */
class NotFoundTests {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration NULL_TTL = Duration.ofSeconds(20);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withNullTtl(NULL_TTL)
            .withStaleFor(Duration.ofHours(1))
            .withMaxUnconfirmed(CachePolicy.UNLIMITED)
            .withFailureBackoff(Duration.ofHours(1))
            .withNotFoundFor(FileNotFoundException.class);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();

    @AfterEach
    void end() {
        playground.close();
    }

    @Test
    void theCallerGetsNothingAndSoDoLaterOnesForTheNullTtl() {
        Player a = playground.join(POLICY);
        assertThat(notFound(a).value()).isNull();
        Await.until("it is stored", () -> a.cache.statistics("ledger").stores() == 1);
        playground.pass(NULL_TTL.minusNanos(1));
        assertThat(a.status(key, "unused")).isEqualTo(CacheStatus.HIT_LOCAL);
        playground.pass(Duration.ofNanos(1));
        assertThat(a.get(key, "found")).isEqualTo("found");
    }

    @Test
    void anotherInstanceHearsThatThereIsNothing() {
        Player a = playground.join(POLICY);
        notFound(a);
        Await.until("it is stored", () -> a.cache.statistics("ledger").stores() == 1);
        assertThat(playground.join(POLICY).status(key, "unused")).isEqualTo(CacheStatus.HIT_REMOTE);
    }

    @Test
    void whereTheTypeIsOptionalNothingIsAnEmptyOne() {
        Player a = playground.join(POLICY);
        Type type = ResolvableType.forClassWithGenerics(Optional.class, String.class)
                .getType();
        Optional<String> first = a.cache.<Optional<String>, RuntimeException>get(key, type, NotFoundTests::missing);
        Optional<String> second = a.cache.<Optional<String>, RuntimeException>get(key, type, NotFoundTests::missing);
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
    }

    @Test
    void itIsNoFailureOfALoad() {
        Player a = playground.join(POLICY);
        notFound(a);
        assertThat(a.cache.statistics("ledger"))
                .extracting("loads", "loadFailures", "misses")
                .containsExactly(1L, 0L, 1L);
    }

    @Test
    void anyOtherExceptionReachesTheCaller() {
        Player a = playground.join(POLICY);
        IOException other = new IOException("down");
        assertThatThrownBy(() -> a.cache.<String, IOException>get(key, String.class, () -> {
                    throw other;
                }))
                .isSameAs(other);
    }

    @Test
    void aCallPastTheCacheGetsNothingToo() {
        Player a = playground.join(POLICY);
        CachedResult<String> past = a.cache.<String, RuntimeException>fetch(
                key, String.class, NotFoundTests::missing, FetchOptions.bypass());
        assertThat(past.value()).isNull();
        assertThat(past.status()).isEqualTo(CacheStatus.BYPASS);
    }

    @Test
    void anAsynchronousCallGetsNothingHoweverItsStageWrapsTheException() throws Exception {
        Player a = playground.join(POLICY);
        CompletableFuture<String> stage =
                CompletableFuture.failedFuture(new CompletionException(new FileNotFoundException()));
        CachedResult<String> result = a.cache
                .<String>fetchAsync(key, String.class, () -> stage, FetchOptions.cached())
                .get(10, TimeUnit.SECONDS);
        assertThat(result.value()).isNull();
        assertThat(a.status(key, "unused")).isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void aRefreshThatFindsNothingEndsTheStaleEntry() {
        Player a = playground.join(POLICY);
        a.store(key, "v1");
        playground.pass(TTL);
        assertThat(notFound(a).value()).isEqualTo("v1");
        Await.until("there is nothing", () -> notFound(a).value() == null);
    }

    private CachedResult<String> notFound(Player player) {
        return player.cache.<String, RuntimeException>fetch(
                key, String.class, NotFoundTests::missing, FetchOptions.cached());
    }

    private static <T> T missing() {
        throw Sneaky.<RuntimeException>rethrow(new FileNotFoundException("no such row"));
    }
}
