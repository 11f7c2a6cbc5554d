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
    public List<Double> measure(Effort effort) {
        int keys = effort.of(FULL_KEYS, QUICK_KEYS);
        if (keys < FULL_KEYS) {
            System.err.printf("%s: %,d keys instead of %,d, because of --quick%n", name(), keys, FULL_KEYS);
        }
        int warmUp = effort.of(10_000, 3_000);
        int measured = effort.of(20_000, 6_000);
        try (FilledRedis many = FilledRedis.with(keys);
                FilledRedis one = FilledRedis.with(1)) {
            evictInTurns(many, new Samples(warmUp), one, new Samples(warmUp));
            Samples withMany = new Samples(measured);
            Samples withOne = new Samples(measured);
            evictInTurns(many, withMany, one, withOne);
            System.err.printf(
                    "%s: median %.1f µs with %,d keys, %.1f µs with 1%n",
                    name(), withMany.median() / 1e3, keys, withOne.median() / 1e3);
            return List.of(withMany.median() / withOne.median());
        }
    }

    // Each comes as often first as second, and as often after itself as after the other.
    private static void evictInTurns(FilledRedis many, Samples withMany, FilledRedis one, Samples withOne) {
        while (!withMany.full()) {
            withMany.add(many.timeOfEviction());
            withOne.add(one.timeOfEviction());
            withOne.add(one.timeOfEviction());
            withMany.add(many.timeOfEviction());
        }
    }
}
