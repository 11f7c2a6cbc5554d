package io.ledgerlink.nexus.cache.metrics;

import io.ledgerlink.nexus.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one cache. Internal; safe for use by many threads. */
public final class CacheCounters {

    public final LongAdder localHits = new LongAdder();
    public final LongAdder remoteHits = new LongAdder();
    public final LongAdder misses = new LongAdder();
    public final LongAdder bypasses = new LongAdder();
    public final LongAdder loads = new LongAdder();
    public final LongAdder loadFailures = new LongAdder();
    public final LongAdder confirmations = new LongAdder();
    public final LongAdder stores = new LongAdder();
    public final LongAdder refusedStores = new LongAdder();
    public final LongAdder droppedStores = new LongAdder();
    public final LongAdder laggingLoads = new LongAdder();
    public final LongAdder transactionalLoads = new LongAdder();
    public final LongAdder unreadable = new LongAdder();
    public final LongAdder unencodable = new LongAdder();
    public final LongAdder remoteFailures = new LongAdder();

    public CacheStatistics statistics(long localEntries) {
        return new CacheStatistics(
                localHits.sum(),
                remoteHits.sum(),
                misses.sum(),
                bypasses.sum(),
                loads.sum(),
                loadFailures.sum(),
                confirmations.sum(),
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
