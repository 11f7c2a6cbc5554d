package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.settings.BusSettings;
import java.time.Duration;

/**
 * How the bus of the instances keeps time, and how long after a confirmed eviction an older answer may come elsewhere.
 *
 * <p>A local entry answers for {@code max-unconfirmed} after the last message that was heard before one was lost; that
 * message may have been on its way while the lost one was confirmed. Stamps of a whole cache and of everything live in other
 * slots, and are read in an interval of their own.
 */
final class Bounds {

    static final Duration REMOTE_TIMEOUT = Duration.ofMillis(250);

    static final BusSettings BUS = new BusSettings(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            10_000,
            10_000,
            Duration.ofHours(3),
            false);

    /** How long a message may be on its way: the proxy's delay, and a machine with more threads than processors. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

    private static final Duration NEAR = Kind.MAX_UNCONFIRMED.plus(ON_ITS_WAY);
    private static final Duration WIDE =
            NEAR.plus(BUS.wideInterval()).plus(BUS.beat()).plus(REMOTE_TIMEOUT.multipliedBy(2));

    private Bounds() {}

    static Duration of(boolean wide) {
        return wide ? WIDE : NEAR;
    }
}
