package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By how much the lives of entries are shortened, so that entries made together do not end together. */
@SuppressWarnings("NullAway") // A source answers null here.
class JitterTests {

    private static final Duration TTL = Duration.ofSeconds(100);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final CachePolicy POLICY = CachePolicy.defaults()
            .withTtl(TTL)
            .withNullTtl(Duration.ofSeconds(50))
            .withJitter(20)
            .withMaxUnconfirmed(CachePolicy.UNLIMITED);

    /** What becomes of the ttl with half of the jitter. */
    private static final Duration HALF_SHORTENED = Duration.ofSeconds(90);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final AtomicInteger draws = new AtomicInteger();
    private volatile double drawn = 0.5;

    @AfterEach
    void close() {
        playground.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.999})
    void anEntryIsShortenedByTheShareOfTheJitterThatWasDrawn(double share) {
        drawn = share;
        Player a = join(POLICY);
        a.store(key, "v1");
        assertEndsAfter(a, TTL.minusMillis(Math.round(20_000 * share)));
    }

    @Test
    void bothTiersKeepAnEntryForTheSameTimeWhichIsDrawnOnce() {
        join(POLICY).store(key, "v1");
        drawn = 0;
        Player b = join(POLICY);
        assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
        playground.pass(HALF_SHORTENED.minus(MOMENT));
        assertThat(join(POLICY).status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
        assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(draws).hasValue(1);
        playground.pass(MOMENT);
        assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void thatThereIsNothingIsShortenedToo() {
        Player a = join(POLICY);
        assertThat(nothing(a).status()).isEqualTo(CacheStatus.MISS);
        playground.pass(Duration.ofSeconds(45).minus(MOMENT));
        assertThat(nothing(a).status()).isEqualTo(CacheStatus.HIT_LOCAL);
        playground.pass(MOMENT);
        assertThat(nothing(a).status()).isNotEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void whatIsPutOrTouchedIsShortenedToo() {
        Player a = join(POLICY);
        a.cache.put(key, String.class, "v1");
        playground.pass(HALF_SHORTENED.minus(MOMENT));
        assertThat(a.cache.touch(key, String.class)).isTrue();
        assertEndsAfter(a, HALF_SHORTENED);
        a.cache.put(key, String.class, "v3");
        assertEndsAfter(a, HALF_SHORTENED);
        assertThat(draws.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void theStaleTimeBeginsSoonerAndLastsAsLong() {
        Player a = join(POLICY.withStaleFor(Duration.ofSeconds(30)));
        a.store(key, "v1");
        assertThat(playground.remote.keys().stream()
                        .filter(each -> each.contains("entries"))
                        .mapToLong(playground.remote::lifeMillis))
                .contains(120_000L);
        playground.pass(HALF_SHORTENED.minus(MOMENT));
        assertThat(a.status(key, "v1")).isEqualTo(CacheStatus.HIT_LOCAL);
        playground.pass(MOMENT);
        assertThat(a.status(key, "v1")).isEqualTo(CacheStatus.STALE);
    }

    @Test
    void withoutJitterNothingIsDrawn() {
        Player a = join(POLICY.withJitter(0));
        a.store(key, "v1");
        assertEndsAfter(a, TTL);
        assertThat(draws).hasValue(0);
    }

    @Test
    void entriesMadeTogetherDoNotEndTogether() {
        Player a = playground.join(
                CachePolicy.defaults(), builder -> builder.chance(new SplittableRandom(42)::nextDouble));
        Set<Duration> left = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            CacheKey each = Playground.key("t" + i);
            a.get(each, "v1");
            left.add(a.cache.getIfPresent(each, String.class).orElseThrow().remaining());
        }
        Duration ttl = CachePolicy.defaults().ttl();
        assertThat(left)
                .hasSizeGreaterThan(45)
                .allSatisfy(
                        each -> assertThat(each).isBetween(ttl.multipliedBy(9).dividedBy(10), ttl));
    }

    private Player join(CachePolicy policy) {
        return playground.join(
                policy,
                builder -> builder.chance(() -> {
                    draws.incrementAndGet();
                    return drawn;
                }));
    }

    private void assertEndsAfter(Player player, Duration life) {
        playground.pass(life.minus(MOMENT));
        assertThat(player.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
        playground.pass(MOMENT);
        assertThat(player.status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    private CachedResult<String> nothing(Player player) {
        return player.cache.<String, RuntimeException>fetch(key, String.class, () -> null, FetchOptions.cached());
    }
}
