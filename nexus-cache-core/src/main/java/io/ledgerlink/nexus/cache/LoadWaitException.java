package io.ledgerlink.nexus.cache;

import java.time.Duration;

/**
 * A caller gave up waiting for a load that another thread makes; the load itself goes on.
 *
 * @since 0.1
 */
public class LoadWaitException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    private final boolean interrupted;

    private LoadWaitException(String message, boolean interrupted) {
        super(message);
        this.interrupted = interrupted;
    }

    public static LoadWaitException interrupted(CacheKey key) {
        return new LoadWaitException(
                "Interrupted while waiting for a load of " + key
                        + " on another thread. A load that has begun goes on; the thread's interrupt flag is set",
                true);
    }

    public static LoadWaitException timedOut(CacheKey key, Duration waited) {
        return new LoadWaitException(
                "Another caller's load of " + key + " took longer than this call would wait (" + waited.toMillis()
                        + " ms). Wait longer with FetchOptions.waitingAtMost, or look why the source is slow",
                false);
    }

    /** Whether it was an interrupt rather than the caller's deadline. */
    public boolean interrupted() {
        return interrupted;
    }
}
