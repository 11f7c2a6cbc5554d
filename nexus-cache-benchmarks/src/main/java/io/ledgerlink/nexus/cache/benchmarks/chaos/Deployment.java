package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.util.List;

/** Redis as an application has it, and all that can go wrong with it. For one thread at a time. */
interface Deployment extends AutoCloseable {

    /** Where the instances find it. */
    String uri();

    List<Fault> faults();

    @Override
    void close();
}
