package io.ledgerlink.nexus.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimesTests {

    private static final long FRESH = 1_000_000_000_000L;
    private static final long LOAD = 1_000_000_000;
    private static final CachePolicy PROBABILISTIC =
            CachePolicy.defaults().withEarlyRefresh(EarlyRefresh.probabilistic());

    /** Sixteen moments, each {@code -ln(1 - x)} load times before the end, are all later than one with this chance. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 8})
    void aProbabilisticRefreshBeginsWithTheFirstOfSixteenCallsThatEachDrawTheirOwnMoment(double loadTimes) {
        double drawn = Math.pow(1 - Math.exp(-loadTimes), 16);
        assertThat((double) new Lifetimes(() -> drawn).refreshMargin(PROBABILISTIC, FRESH, LOAD))
                .isCloseTo(loadTimes * LOAD, within(1e5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.999999999999999})
    void theMostThatChanceCanSayMakesAMomentBetweenHalfOfTheTtlAndItsEnd(double drawn) {
        assertThat(new Lifetimes(() -> drawn).refreshMargin(PROBABILISTIC, FRESH, LOAD))
                .isBetween(0L, FRESH / 2);
    }

    @Test
    void theLongestLifeHasAMomentToo() {
        CachePolicy half = CachePolicy.defaults().withEarlyRefresh(EarlyRefresh.after(50));
        long longest = CachePolicy.LONGEST.toNanos();
        assertThat(new Lifetimes(() -> 0).refreshMargin(half, longest, LOAD))
                .isBetween(longest / 2 - LOAD, longest / 2 + LOAD);
    }

    @Test
    void withoutEarlyRefreshChanceIsNotAsked() {
        Lifetimes lives = new Lifetimes(() -> {
            throw new AssertionError("asked");
        });
        assertThat(lives.refreshMargin(CachePolicy.defaults(), FRESH, LOAD)).isZero();
    }
}
