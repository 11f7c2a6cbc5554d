package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What was measured of one target.
 *
 * @param repeats values that could each stand for the figure alone, in the order in which they were measured
 */
record Measured(List<Double> repeats) {

    Measured {
        repeats = List.copyOf(repeats);
        if (repeats.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured: a target needs at least one value.");
        }
    }

    /** One value for each of several targets. */
    static List<Measured> each(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> new Measured(List.of(value)))
                .toList();
    }

    /** These repeats and those that were measured later. */
    Measured and(Measured later) {
        return new Measured(
                Stream.concat(repeats.stream(), later.repeats.stream()).toList());
    }
}
