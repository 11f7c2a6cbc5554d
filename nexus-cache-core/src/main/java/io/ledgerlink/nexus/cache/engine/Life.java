package io.ledgerlink.nexus.cache.engine;

import java.time.Duration;

/**
 * How long an entry is fresh, and how long it may answer after that.
 *
 * @param lead how many nanoseconds before its freshness ends it is refreshed, zero if it is not
 */
record Life(Duration fresh, Duration stale, long lead) {

    static final Life NONE = new Life(Duration.ZERO, Duration.ZERO);

    Life(Duration fresh, Duration stale) {
        this(fresh, stale, 0);
    }

    boolean isZero() {
        return fresh.isZero();
    }

    /** The same with so much less freshness, between nothing and all of it; what is stale begins sooner and lasts as long. */
    Life shortened(double share) {
        return new Life(fresh.minusNanos((long) (fresh.toNanos() * share)), stale);
    }

    Life refreshedBefore(long lead) {
        return new Life(fresh, stale, lead);
    }

    /** How long it is kept. */
    Duration whole() {
        return fresh.plus(stale);
    }
}
