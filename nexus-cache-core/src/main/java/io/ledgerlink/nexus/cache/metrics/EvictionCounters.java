package io.ledgerlink.nexus.cache.metrics;

import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The evictions that one instance has made, and how many of them named a cache.
 *
 * <p>Safe for use by many threads. Scopes are told by their stamps' keys, so caches are kept by the names that
 * stand there.
 */
public final class EvictionCounters {

    private final LongAdder all = new LongAdder();
    private final Map<String, LongAdder> ofCaches = new ConcurrentHashMap<>();

    /** Counts the eviction of one scope; a clock comes with a tag, and counts with it. */
    public void count(String stampKey) {
        if (KeyText.isTagClock(stampKey)) {
            return;
        }
        all.increment();
        String cache = KeyText.cacheInStamp(stampKey);
        if (cache != null) {
            ofCaches.computeIfAbsent(cache, unknown -> new LongAdder()).increment();
        }
    }

    public long all() {
        return all.sum();
    }

    /** The evictions of a cache, its regions and its queries; those of a tenant, a tag or everything name no cache. */
    public long of(String cache) {
        LongAdder counted = ofCaches.get(KeyText.cacheAsInStamp(cache));
        return counted == null ? 0 : counted.sum();
    }
}
