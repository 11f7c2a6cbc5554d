package io.ledgerlink.nexus.cache.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the remote tier is given up on, and how it is tried again.
 *
 * <p>Immutable; safe for use by many threads.
 *
 * @param calls how many of the last calls count, from 1 to 64
 * @param failureRate which share of them without an answer in time, or with a slow one, opens the breaker; percent
 * @param slowAfter how long a call may wait for an answer that counts as none; {@code null}: four fifths of the timeout
 * @param longestPause how long the remote tier is left alone at most before it is tried again
 */
public record BreakerSettings(
        int calls, int failureRate, @Nullable Duration slowAfter, Duration longestPause) {

    public BreakerSettings {
        if (calls < 1 || calls > Long.SIZE) {
            throw new IllegalArgumentException("A breaker cannot judge by the last " + calls
                    + " calls: write a number of calls from 1 to " + Long.SIZE);
        }
        if (failureRate < 1 || failureRate > 100) {
            throw new IllegalArgumentException("A breaker cannot open at a failure rate of " + failureRate
                    + " percent: write a rate from 1 to 100");
        }
        if (slowAfter != null && slowAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "A breaker cannot count calls as slow after " + slowAfter + ": write a duration from zero");
        }
        if (longestPause.isNegative() || longestPause.isZero()) {
            throw new IllegalArgumentException(
                    "A breaker cannot pause for " + longestPause + ": write a longest pause longer than zero");
        }
    }

    public static BreakerSettings defaults() {
        return new BreakerSettings(10, 50, null, Duration.ofSeconds(10));
    }

    /** How many of the last calls must have failed. */
    public int failures() {
        return Math.max(1, (calls * failureRate + 99) / 100);
    }

    public Duration slowAfter(Duration timeout) {
        return slowAfter != null ? slowAfter : timeout.multipliedBy(4).dividedBy(5);
    }
}
