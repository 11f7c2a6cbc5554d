package io.ledgerlink.nexus.cache;

import java.util.List;

/**
 * Hears of evictions that have been applied on this instance.
 *
 * <p>Called on the bus' one thread, in the order of arrival: a slow listener delays evictions, so hand work over. What it
 * throws is logged and goes no further.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface EvictionListener {

    void evicted(Eviction eviction);

    /**
     * One message of the bus.
     *
     * @param instance which instance evicted
     * @param own whether that was this one
     * @param stamps the scopes and their stamps
     */
    record Eviction(String instance, boolean own, List<EvictionReceipt.ScopeStamp> stamps) {

        public Eviction {
            stamps = List.copyOf(stamps);
        }
    }
}
