package io.ledgerlink.nexus.cache.event;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import java.util.List;

/**
 * Tells the application that something has been evicted, here or on another instance.
 *
 * <p>Published on each instance, for every eviction that arrived there, in the order of arrival, on one thread of the cache's
 * own: outside the evicting call, its transaction, its request and its security. Calls that a listener makes are answered from
 * after the eviction. A listener that is slow delays the next events and no eviction; when too many wait, the newest are
 * dropped with a warning: an event is news, not a ledger. What a listener throws is logged. One that evicts in turn must look at
 * what was evicted, else it goes round for ever.
 *
 * @param instance which instance evicted
 * @param own whether that was this one
 * @param stamps the scopes, by their keys in the remote tier, and their new stamps
 * @since 0.1
 */
public record CacheEvictedEvent(String instance, boolean own, List<EvictionReceipt.ScopeStamp> stamps) {

    public CacheEvictedEvent {
        stamps = List.copyOf(stamps);
    }
}
