package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * A key cannot be made from what was handed over. The text names the cache, the query and the remedy.
 *
 * @since 0.1
 */
public final class CacheKeyException extends NexusCacheException {

    public CacheKeyException(String message) {
        super(message);
    }

    public CacheKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
