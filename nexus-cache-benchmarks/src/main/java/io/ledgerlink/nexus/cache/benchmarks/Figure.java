package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/** Something that is measured by itself, and gives one value for each of its targets. */
interface Figure {

    /** What it is asked for by on the command line. */
    String name();

    /** What it measures, and what is expected of it. */
    List<Target> targets();

    /** Measures: one value for each target, in their order. Starts what it needs and stops it. */
    List<Double> measure(Effort effort) throws Exception;
}
