package io.ledgerlink.nexus.cache.context;

/**
 * Takes what belongs to the caller's thread along to the threads that work for its call.
 *
 * <p>Asked on the caller's thread; what it captured is used on others, several times and at once if need be.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ContextCarrier {

    /** Captures what belongs to the current thread. */
    CapturedContext capture();

    /** Takes nothing along. */
    static ContextCarrier none() {
        return () -> task -> task;
    }

    /** What was captured. */
    @FunctionalInterface
    interface CapturedContext {

        /** A task that finds what was captured in place while it runs, and leaves its thread as it was. */
        Runnable wrap(Runnable task);
    }
}
