package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/** A local hit through {@code @CachedQuery} with the cache's meters in a registry, over the same without. */
final class MetricsOverhead implements Figure {

    private static final String WITHOUT = "cachedQuery";
    private static final String WITH = "cachedQueryWithMeters";

    @Override
    public String name() {
        return "metrics-overhead";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "ratio", "1.10"));
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        Micro micro = Micro.run(effort, 1, QueryMethodBenchmark.class, WITHOUT, WITH);
        micro.print(name(), System.err);
        return List.of(micro.each(turn -> turn.time(WITH) / turn.time(WITHOUT)));
    }
}
