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
            new Freeze(),
            new Stampede(),
            new Chaos(ChaosOptions.none()));

    private Figures() {}

    /** Those, with chaos as it is wanted, and what was built in besides. */
    static List<Figure> present(ChaosOptions chaos) {
        return Stream.concat(
                        ALL.stream().map(figure -> figure instanceof Chaos ? new Chaos(chaos) : figure),
                        ServiceLoader.load(Figure.class).stream().map(ServiceLoader.Provider::get))
                .toList();
    }
}
