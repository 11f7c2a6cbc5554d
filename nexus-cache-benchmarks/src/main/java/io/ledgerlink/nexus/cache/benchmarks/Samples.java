package io.ledgerlink.nexus.cache.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Measured times, in nanoseconds. */
final class Samples {

    private final long[] nanos;
    private int count;

    Samples(int capacity) {
        this.nanos = new long[capacity];
    }

    private Samples(long[] all) {
        this.nanos = all;
        this.count = all.length;
    }

    void add(long time) {
        nanos[count++] = time;
    }

    /** These samples in so many parts of one length, in the order in which they came; a rest is left out. */
    List<Samples> parts(int parts) {
        int length = count / parts;
        return IntStream.range(0, parts)
                .mapToObj(part -> new Samples(Arrays.copyOfRange(nanos, part * length, (part + 1) * length)))
                .toList();
    }

    boolean full() {
        return count == nanos.length;
    }

    /** Each of these over that of the others at its place. */
    Measured over(Samples others) {
        return new Measured(IntStream.range(0, count)
                .mapToObj(i -> (double) nanos[i] / others.nanos[i])
                .toList());
    }

    double median() {
        return percentile(50);
    }

    /** The time that this part of the samples, in percent, does not exceed. */
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
