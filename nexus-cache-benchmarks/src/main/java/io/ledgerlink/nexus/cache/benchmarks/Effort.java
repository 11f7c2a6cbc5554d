package io.ledgerlink.nexus.cache.benchmarks;

/** How much is measured. */
enum Effort {
    FULL,
    /** Less of everything, so that all figures together take little time. */
    QUICK;

    /** What this effort uses of two numbers. */
    int of(int full, int quick) {
        return this == FULL ? full : quick;
    }
}
