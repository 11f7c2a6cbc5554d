package io.ledgerlink.nexus.cache.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a local hit of a prepared query allocates on its caller's thread, less those of its key.
 *
 * <p>Only this thread's bytes are counted, so what others do meanwhile (Caffeine's maintenance, the bus) cannot blur them;
 * {@code jmh LocalHit -prof gc} shows those of all threads.
 */
final class LocalHitAllocation implements Figure {

    private static final int BATCHES = 5;

    /** Holds what was made, so that no compiler can leave the making out. */
    private @Nullable Object kept;

    @Override
    public String name() {
        return "local-hit-alloc";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "B/op", "0").floor("0").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) {
        int calls = effort.of(5_000_000, 1_000_000);
        LocalHitBenchmark calling = new LocalHitBenchmark();
        calling.fill();
        try {
            double key = bytes(calling::key, calls);
            double hit = bytes(calling::handle, calls);
            System.err.printf("%s: a hit allocates %.2f B, its key alone %.2f B%n", name(), hit, key);
            return Measured.each(hit - key);
        } finally {
            calling.close();
        }
    }

    // The last batch counts: by then the compiler has done what it does.
    private double bytes(Supplier<@Nullable Object> call, int calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                kept = call.get();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return (double) bytes / calls;
    }
}
