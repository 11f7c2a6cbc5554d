package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/** Something that is measured by itself, and gives values for each of its targets. */
interface Figure {

    /** What it is asked for by on the command line. */
    String name();

    /** What it measures, and what is expected of it. */
    List<Target> targets();

    /** Measures: what each target asks for, in their order. Starts what it needs and stops it; may be called again. */
    List<Measured> measure(Effort effort) throws Exception;
}
