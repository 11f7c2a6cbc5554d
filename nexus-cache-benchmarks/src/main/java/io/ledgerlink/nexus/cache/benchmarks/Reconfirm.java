package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CacheStatistics;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The time of a local hit that has to be confirmed by its stamps, as each is once after a reconnect, over that of a raw
 * {@code MGET} of as many stamps.
 *
 * <p>The cache confirms every hit, which goes the same way and can be had as often as wanted.
 */
final class Reconfirm implements Figure {

    private static final int KEYS = 16;

    @Override
    public String name() {
        return "reconfirm";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "ratio", "1.10").floor("0.95"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RemoteLedger ledger = RemoteLedger.with(policy -> policy.withMaxUnconfirmed(Duration.ZERO))) {
            ledger.fill(KEYS);
            Turns turns = measure(ledger, effort.of(20_000, 15_000), effort.of(40_000, 10_000));
            System.err.printf(
                    "%s: median %.1f µs, MGET of the stamps %.1f%n", name(), turns.micros(0), turns.micros(1));
            return List.of(turns.ratios(0, 1));
        }
    }

    static Turns measure(RemoteLedger ledger, int warmUp, int measured) {
        byte[][] stamps = ledger.stampKeysOfOne();
        long before = ledger.statistics().confirmations();
        int[] next = {0};
        Turns turns = Turns.of(
                warmUp,
                measured,
                () -> Objects.requireNonNull(ledger.get(next[0]++ % KEYS)),
                () -> refuseAbsent(ledger.raw().commands().mget(stamps)));
        CacheStatistics counted = ledger.statistics();
        if (counted.confirmations() - before != warmUp + measured) {
            throw new IllegalStateException("Not all calls were confirmed: " + (counted.confirmations() - before)
                    + " of " + (warmUp + measured) + ", " + counted.loads() + " loads");
        }
        return turns;
    }

    private static void refuseAbsent(List<KeyValue<byte[], byte[]>> stamps) {
        if (!stamps.stream().allMatch(KeyValue::hasValue)) {
            throw new IllegalStateException("A stamp is absent, so its MGET means nothing");
        }
    }
}
