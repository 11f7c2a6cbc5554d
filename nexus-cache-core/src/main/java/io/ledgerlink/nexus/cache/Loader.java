package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * The source of one value: the query itself.
 *
 * <p>Runs on the thread of the caller that leads the load, or, where the cache refreshes or waits no longer than a
 * {@link CachePolicy.Load#hardTimeout()}, on one of the cache's own, with the caller's context where the cache has a carrier for it; under no lock. It may run after
 * its caller was answered, so what it reads of the call must not change any more. What it throws reaches that caller and all who
 * wait for the same load as the same object, unwrapped. It may ask the cache for other keys, not for its own.
 *
 * @param <X> what the source may throw; {@code RuntimeException} where it throws nothing checked
 * @since 0.1
 */
@FunctionalInterface
public interface Loader<T, X extends Exception> {

    /** Asks the source; {@code null} means that there is nothing, and is cached as that. */
    @Nullable T load() throws X;
}
