package io.ledgerlink.nexus.cache.benchmarks;

import java.util.Arrays;

/** Measured times, in nanoseconds. */
final class Samples {

    private final long[] nanos;
    private int count;

    Samples(int capacity) {
        this.nanos = new long[capacity];
    }

    void add(long time) {
        nanos[count++] = time;
    }

    boolean full() {
        return count == nanos.length;
    }

    double median() {
        return percentile(50);
    }

    /** The time that this part of the samples, in per cent, does not exceed. */
    double percentile(int percent) {
        if (count == 0) {
            throw new IllegalStateException("Nothing was measured: there is no percentile of no samples.");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * count);
        return sorted[Math.max(rank, 1) - 1];
    }
}
