package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * The round trips that the caller of a miss waits for, its source being a no-op: of another page of a query that this
 * instance knows, and of a query that nobody has asked before. The most of all calls counts.
 *
 * <p>Beside it stands, without a target, the time from the first of many new keys until all are stored, over that of
 * encoding and a raw {@code SET} for each.
 */
final class MissTrips implements Figure {

    private static final int CALLS = 200;

    @Override
    public String name() {
        return "miss-trips";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("miss-trips", "trips", "1").floor("1").counted(),
                Target.atMost("miss-trips-new", "trips", "2").floor("1").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RemoteLedger ledger = RemoteLedger.withoutLocalTier()) {
            ledger.get(0, 1);
            ledger.tier().take();
            double known = mostTrips(ledger, call -> ledger.get(0, 2 + call));
            double unseen = mostTrips(ledger, call -> ledger.get(1 + call));
            ColdKeys.measure(ledger, effort).forEach(line -> System.err.println(name() + ": " + line));
            return Measured.each(known, unseen);
        }
    }

    static int mostTrips(RemoteLedger ledger, IntConsumer miss) {
        int most = 0;
        for (int call = 0; call < CALLS; call++) {
            long loads = ledger.statistics().loads();
            miss.accept(call);
            most = Math.max(most, ledger.tier().take());
            if (ledger.statistics().loads() != loads + 1) {
                throw new IllegalStateException("A call was no miss, so its round trips mean nothing");
            }
        }
        return most;
    }
}
