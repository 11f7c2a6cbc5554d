package io.ledgerlink.nexus.cache.transaction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import java.util.function.Consumer;

/**
 * Defers evictions for transactions that belong to no thread.
 *
 * <p>Internal; a cache that can do so implements it. Safe for use by many threads.
 */
public interface Deferring {

    /** Opens what takes part in one transaction; it must be told of the end. */
    Deferred defer();

    /** Evictions that wait for the end of a transaction. */
    interface Deferred extends Transactions.Participant {

        EvictionReceipt evict(Consumer<CacheEvictor.Batch> scopes);

        /** Whether an answer to the key would be of before these evictions. */
        boolean covers(CacheKey key);
    }
}
