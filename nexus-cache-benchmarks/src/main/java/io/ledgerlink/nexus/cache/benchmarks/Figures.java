package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The list of all figures, in the order in which they are measured. */
final class Figures {

    static final List<Figure> ALL = List.of(
            new EvictFlat(),
            new EvictLag(),
            new LocalHitAllocation(),
            new HitLocal(),
            new MetricsOverhead(),
            new LocalBytes(),
            new StartUp(),
            new HitRemote(),
            new Reconfirm(),
            new MissTrips(),
            new EvictRtt(),
            new EvictFlatLocal(),
            new EvictCpu(),
            new Freeze());

    private Figures() {}

    /** Those and what was built in besides. */
    static List<Figure> present() {
        return Stream.concat(
                        ALL.stream(), ServiceLoader.load(Figure.class).stream().map(ServiceLoader.Provider::get))
                .toList();
    }
}
