package io.ledgerlink.nexus.cache.tier;

import java.time.Duration;

/**
 * How long an entry is fresh, and how long it may answer after that.
 *
 * @param lead how many nanoseconds before its freshness ends it is refreshed, zero if it is not
 */
public record Lifetime(Duration fresh, Duration stale, long refreshMargin) {

    public static final Lifetime NONE = new Lifetime(Duration.ZERO, Duration.ZERO);

    Lifetime(Duration fresh, Duration stale) {
        this(fresh, stale, 0);
    }

    public boolean isZero() {
        return fresh.isZero();
    }

    /** The same with so much less freshness, between nothing and all of it; what is stale begins sooner and lasts as long. */
    Lifetime shortened(double share) {
        return new Lifetime(fresh.minusNanos((long) (fresh.toNanos() * share)), stale);
    }

    Lifetime refreshedBefore(long refreshMargin) {
        return new Lifetime(fresh, stale, refreshMargin);
    }

    /** How long it is kept. */
    public Duration whole() {
        return fresh.plus(stale);
    }
}
