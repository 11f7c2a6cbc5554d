package io.ledgerlink.nexus.cache.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several ways of doing a thing, timed in turns.
 *
 * <p>They are gone through forth and back again, so that each comes as often early as late, and what the machine does
 * meanwhile hits all alike.
 */
final class Turns {

    private static final int PARTS = 5;

    private final List<Samples> samples;

    private Turns(List<Samples> samples) {
        this.samples = samples;
    }

    /** Times each of the ways so many times, after that many times unheeded. */
    static Turns of(int warmUp, int measured, Runnable... ways) {
        return ofTimed(warmUp, measured, Stream.of(ways).map(Turns::timed).toArray(LongSupplier[]::new));
    }

    /** The same for ways that say themselves how long they took, in nanoseconds. */
    static Turns ofTimed(int warmUp, int measured, LongSupplier... ways) {
        go(ways, samples(ways, warmUp));
        List<Samples> samples = samples(ways, measured);
        go(ways, samples);
        return new Turns(samples);
    }

    private static LongSupplier timed(Runnable way) {
        return () -> {
            long begin = System.nanoTime();
            way.run();
            return System.nanoTime() - begin;
        };
    }

    private static List<Samples> samples(LongSupplier[] ways, int count) {
        List<Samples> samples = new ArrayList<>();
        for (int i = 0; i < ways.length; i++) {
            samples.add(new Samples(count));
        }
        return samples;
    }

    private static void go(LongSupplier[] ways, List<Samples> samples) {
        while (!samples.get(0).full()) {
            for (int i = 0; i < ways.length; i++) {
                samples.get(i).add(ways[i].getAsLong());
            }
            for (int i = ways.length - 1; i >= 0 && !samples.get(i).full(); i--) {
                samples.get(i).add(ways[i].getAsLong());
            }
        }
    }

    /** The same for each of some parts of the turns, one after the other: repeats within one run. */
    Measured ratios(int way, int other) {
        return ratios(way, other, 50);
    }

    /** How often a percentile of the second way's times goes into that of the first's, for each part of the turns. */
    Measured ratios(int way, int other, int percentile) {
        List<Samples> parts = samples.get(way).parts(PARTS);
        List<Samples> others = samples.get(other).parts(PARTS);
        return new Measured(IntStream.range(0, PARTS)
                .mapToObj(part -> parts.get(part).percentile(percentile)
                        / others.get(part).percentile(percentile))
                .toList());
    }

    /** What was measured of a way, by its place in the order given. */
    Samples of(int way) {
        return samples.get(way);
    }

    /** The median time of a way, in microseconds. */
    double micros(int way) {
        return samples.get(way).median() / 1e3;
    }

    /** How often the second way's median time goes into the first's. */
    double ratio(int way, int other) {
        return samples.get(way).median() / samples.get(other).median();
    }
}
