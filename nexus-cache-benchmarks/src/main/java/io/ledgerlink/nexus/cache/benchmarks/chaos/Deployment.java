package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.util.List;

/** Redis as an application has it, and all that can go wrong with it. For one thread at a time. */
interface Deployment extends AutoCloseable {

    /** Where an instance finds it. */
    String uri(int instance);

    List<Fault> faults();

    @Override
    void close();
}
