package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.time.Duration;
import java.util.Set;

/**
 * What a run does. It ends when both its time is over and so many faults have been healed.
 *
 * @param seed what is drawn from: the order of the faults, how long each lasts, and what the instances ask for
 * @param instances how many processes, 2 or more
 * @param sentinel whether Redis is a primary and a replica that sentinels watch, instead of one server behind a proxy
 * @param length how long faults come
 * @param faults how many come at least
 * @param longestHold how long a fault lasts at most
 * @param only the names of the faults to draw from; empty for all
 */
public record ChaosPlan(
        long seed,
        int instances,
        boolean sentinel,
        Duration length,
        int faults,
        Duration longestHold,
        Set<String> only) {

    public ChaosPlan {
        only = Set.copyOf(only);
        if (instances < 2 || instances > 16) {
            throw new IllegalArgumentException("A chaos run cannot have " + instances
                    + " instances: evictions need 2 to be heard, and 16 is the most");
        }
    }
}
