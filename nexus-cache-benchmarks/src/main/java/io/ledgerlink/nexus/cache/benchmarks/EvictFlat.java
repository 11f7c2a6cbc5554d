package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/**
 * The time of evicting a tenant with very many entries in Redis, over the time with one.
 *
 * <p>Two servers, one full and one all but empty, are asked in turns, so that what the machine does meanwhile hits both.
 */
final class EvictFlat implements Figure {

    private static final int FULL_KEYS = 1_000_000;
    private static final int QUICK_KEYS = 100_000;

    @Override
    public String name() {
        return "evict-flat";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "ratio", "1.25"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        int keys = effort.of(FULL_KEYS, QUICK_KEYS);
        if (keys < FULL_KEYS) {
            System.err.printf("%s: %,d keys instead of %,d, because of --quick%n", name(), keys, FULL_KEYS);
        }
        int warmUp = effort.of(10_000, 3_000);
        int measured = effort.of(20_000, 6_000);
        try (FilledRedis many = FilledRedis.with(keys);
                FilledRedis one = FilledRedis.with(1)) {
            Turns turns = Turns.ofTimed(warmUp, measured, many::timeOfEviction, one::timeOfEviction);
            System.err.printf(
                    "%s: median %.1f µs with %,d keys, %.1f µs with 1%n",
                    name(), turns.micros(0), keys, turns.micros(1));
            return List.of(turns.ratios(0, 1));
        }
    }
}
