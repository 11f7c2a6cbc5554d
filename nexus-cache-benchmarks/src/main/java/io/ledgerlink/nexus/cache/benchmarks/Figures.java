package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/** The list of all figures, in the order in which they are measured. */
final class Figures {

    static final List<Figure> ALL =
            List.of(new EvictFlat(), new EvictLag(), new LocalHitAllocation(), new HitLocal(), new MetricsOverhead());

    private Figures() {}
}
