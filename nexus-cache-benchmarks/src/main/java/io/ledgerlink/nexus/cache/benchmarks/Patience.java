package io.ledgerlink.nexus.cache.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often figures are measured again that say nothing yet: so often each, and all of them for so long. */
final class Patience {

    private static final int MOST_REPEATS = 3;
    private static final Duration QUICK = Duration.ofSeconds(45);
    private static final Duration FULL = Duration.ofMinutes(15);

    private final long most;
    private final LongSupplier nanos;
    private final Map<String, Long> lastTook = new HashMap<>();
    private long spent;

    Patience(Duration most, LongSupplier nanos) {
        this.most = most.toNanos();
        this.nanos = nanos;
    }

    /** The quick form stays under six minutes, whatever the machine does. */
    static Patience of(Effort effort) {
        return new Patience(effort == Effort.QUICK ? QUICK : FULL, System::nanoTime);
    }

    /** Whether a figure may be measured for the so manieth time again; one that took longer than what is left may not. */
    boolean allows(Figure figure, int again) {
        return again <= MOST_REPEATS && spent + lastTook.getOrDefault(figure.name(), 0L) <= most;
    }

    /** Measures a figure; only what is measured again is counted. */
    List<Measured> measure(Figure figure, Effort effort) throws Exception {
        long begin = nanos.getAsLong();
        List<Measured> measured = figure.measure(effort);
        long took = nanos.getAsLong() - begin;
        if (lastTook.put(figure.name(), took) != null) {
            spent += took;
        }
        return measured;
    }
}
