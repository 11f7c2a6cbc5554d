package io.ledgerlink.nexus.cache.journal;

import io.ledgerlink.nexus.cache.NexusCacheException;

/**
 * A durable journal of evictions could not do what it was asked for.
 *
 * <p>Reaches callers whose evictions could not be written: their transaction is rolled back.
 *
 * @since 0.1
 */
public final class EvictionJournalException extends NexusCacheException {

    public EvictionJournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
