package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.List;

/**
 * The time of evicting a tenant with very many entries in the local tier, over the time with a thousand.
 *
 * <p>Stamps live in memory here, so that no round trip hides what the local tier might cost. A sample is of several
 * evictions, each of which takes a few microseconds.
 */
final class EvictFlatLocal implements Figure {

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int QUICK_MANY = 100_000;
    private static final int EVICTIONS = 20;

    @Override
    public String name() {
        return "evict-flat-local";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "ratio", "1.25"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        int entries = effort.of(MANY, QUICK_MANY);
        if (entries < MANY) {
            System.err.printf("%s: %,d entries instead of %,d, because of --quick%n", name(), entries, MANY);
        }
        try (NexusCache many = filled(entries);
                NexusCache few = filled(FEW)) {
            Turns turns =
                    Turns.of(effort.of(5_000, 2_000), effort.of(20_000, 5_000), () -> evict(many), () -> evict(few));
            refuseWithout(many, entries);
            refuseWithout(few, FEW);
            System.err.printf(
                    "%s: median %.2f µs with %,d entries, %.2f µs with %,d%n",
                    name(), turns.micros(0) / EVICTIONS, entries, turns.micros(1) / EVICTIONS, FEW);
            return List.of(turns.ratios(0, 1));
        }
    }

    static NexusCache filled(int entries) {
        NexusCache cache = Ledger.instance()
                .inMemory(new InMemoryRemote())
                .cache(
                        Ledger.CACHE,
                        Ledger.policy()
                                .withRemote(false)
                                .withLocal(new CachePolicy.Local(CachePolicy.Store.REFERENCE, 2L * MANY, 0)))
                .build();
        QueryHandle<String> handle = cache.<String>query(
                        QueryShape.of(Ledger.CACHE, "entries", "accountId"), String.class)
                .loader((tenant, page, arguments) -> "value");
        for (int i = 0; i < entries; i++) {
            handle.getPage(Ledger.TENANT, Pagination.of(1 + i, 50), RemoteLedger.account(0));
        }
        refuseWithout(cache, entries);
        return cache;
    }

    private static void evict(NexusCache cache) {
        for (int i = 0; i < EVICTIONS; i++) {
            cache.evictor().evictTenant(Ledger.TENANT);
        }
    }

    static void refuseWithout(NexusCache cache, int entries) {
        long there = cache.statistics(Ledger.CACHE).localEntries();
        if (there != entries) {
            throw new IllegalStateException("The local tier holds " + there + " entries instead of " + entries);
        }
    }
}
