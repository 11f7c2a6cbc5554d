package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * Base of the exceptions that the cache itself throws. What a source throws is never wrapped in one.
 *
 * @since 0.1
 */
public abstract class NexusCacheException extends RuntimeException {

    protected NexusCacheException(String message) {
        super(message);
    }

    protected NexusCacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
