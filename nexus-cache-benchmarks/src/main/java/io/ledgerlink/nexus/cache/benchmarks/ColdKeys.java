package io.ledgerlink.nexus.cache.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** How fast keys that nobody has asked before come into Redis: through the cache, and by raw commands. */
final class ColdKeys {

    private static final int FIRST = 1_000_000;
    private static final int ROUND = 500;

    private ColdKeys() {}

    /** One line: time and processor time for a key. */
    static List<String> measure(RemoteLedger ledger, Effort effort) {
        int rounds = effort.of(20, 4);
        long[] cached = {0, 0};
        long[] raw = {0, 0};
        for (int round = 0; round < 2 * rounds; round++) {
            int first = FIRST + round * ROUND;
            // The first half is for the compiler.
            boolean counts = round >= rounds;
            add(cached, counts, () -> getAll(ledger, first));
            add(raw, counts, () -> setAll(ledger, first));
        }
        double keys = (double) rounds * ROUND;
        return List.of(String.format(
                Locale.ROOT,
                "a cold key until it is stored: %.1f µs, %.1f of the processor; encoded and SET raw: %.1f µs, %.1f",
                cached[0] / keys / 1e3,
                cached[1] / keys / 1e3,
                raw[0] / keys / 1e3,
                raw[1] / keys / 1e3));
    }

    private static void add(long[] sums, boolean counts, Runnable round) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = System.nanoTime();
        long processor = system.getProcessCpuTime();
        round.run();
        if (counts) {
            sums[0] += System.nanoTime() - began;
            sums[1] += system.getProcessCpuTime() - processor;
        }
    }

    private static void getAll(RemoteLedger ledger, int first) {
        CacheStatistics before = ledger.statistics();
        for (int i = 0; i < ROUND; i++) {
            ledger.get(first + i);
        }
        ledger.awaitStores(before.stores() + ROUND);
        if (ledger.statistics().loads() != before.loads() + ROUND) {
            throw new IllegalStateException("Not all keys were cold");
        }
    }

    private static void setAll(RemoteLedger ledger, int first) {
        for (int i = 0; i < ROUND; i++) {
            byte[] key = ("raw:" + (first + i)).getBytes(StandardCharsets.UTF_8);
            ledger.raw().commands().set(key, JsonCodec.standard().encode(RemoteLedger.VALUE, RemoteLedger.TYPE));
        }
    }
}
