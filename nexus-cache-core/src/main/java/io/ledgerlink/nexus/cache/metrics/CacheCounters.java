package io.ledgerlink.nexus.cache.metrics;

import io.ledgerlink.nexus.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one cache, and its loads' times. Safe for use by many threads. */
public final class CacheCounters {

    private final String cache;
    private final Observers observers;

    public final LongAdder localHits = new LongAdder();
    public final LongAdder remoteHits = new LongAdder();
    public final LongAdder staleHits = new LongAdder();
    public final LongAdder misses = new LongAdder();
    public final LongAdder bypasses = new LongAdder();
    public final LongAdder loads = new LongAdder();
    public final LongAdder loadFailures = new LongAdder();
    public final LongAdder refreshes = new LongAdder();
    public final LongAdder confirmations = new LongAdder();
    public final LongAdder puts = new LongAdder();
    public final LongAdder stores = new LongAdder();
    public final LongAdder refusedStores = new LongAdder();
    public final LongAdder droppedStores = new LongAdder();
    public final LongAdder laggingLoads = new LongAdder();
    public final LongAdder transactionalLoads = new LongAdder();
    public final LongAdder unreadable = new LongAdder();
    public final LongAdder unencodable = new LongAdder();
    public final LongAdder remoteFailures = new LongAdder();

    public CacheCounters(String cache, Observers observers) {
        this.cache = cache;
        this.observers = observers;
    }

    /** The source has answered, or thrown. */
    public void loaded(long nanos, boolean failed) {
        observers.loaded(cache, nanos, failed);
    }

    public CacheStatistics statistics(long evictions, long localEntries) {
        return new CacheStatistics(
                localHits.sum(),
                remoteHits.sum(),
                staleHits.sum(),
                misses.sum(),
                bypasses.sum(),
                loads.sum(),
                loadFailures.sum(),
                refreshes.sum(),
                confirmations.sum(),
                puts.sum(),
                evictions,
                stores.sum(),
                refusedStores.sum(),
                droppedStores.sum(),
                laggingLoads.sum(),
                transactionalLoads.sum(),
                unreadable.sum(),
                unencodable.sum(),
                remoteFailures.sum(),
                localEntries);
    }
}
