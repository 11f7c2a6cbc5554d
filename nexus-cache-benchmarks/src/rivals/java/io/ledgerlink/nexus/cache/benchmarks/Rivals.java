package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/** Times and bytes of a local and of a remote hit, ours beside JetCache's and Redisson's; written down, not judged. */
public final class Rivals implements Figure {

    @Override
    public String name() {
        return "rivals";
    }

    @Override
    public List<Target> targets() {
        return List.of();
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        Micro.run(effort, 1, RivalsBenchmark.class, "cachedQuery", "jetCache", "redisson", "redissonOnCaffeine")
                .print("rivals, local hit", System.err);
        Micro.run(effort, 1, RivalsBenchmark.class, "cachedQueryRemote", "jetCacheRemote", "redissonRemote")
                .print("rivals, remote hit", System.err);
        return List.of();
    }
}
