package io.ledgerlink.nexus.cache;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The source of one value, for callers who do not wait for it on a thread.
 *
 * <p>Started once the stamps have been read that its value will rest on, on a thread of the cache's own that carries the
 * caller's context; on the caller's thread where the call goes past the cache. It must not block: it returns a stage and
 * completes it later, on whatever thread. What it throws, or what its stage ends with, reaches all who wait for the same load
 * as the same object, unwrapped; a stage that is cancelled leaves the load to one of those who wait. It may ask the cache for
 * other keys, not for its own.
 *
 * <p>It may use {@link LoadContext#current()} on the thread that starts it, but cannot say that it finds tags: that takes a query
 * prepared with {@link QueryHandle.Builder#findsTags()}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface AsyncLoader<T> {

    /** Starts to ask the source; {@code null} in the stage means that there is nothing, and is cached as that. */
    CompletionStage<? extends @Nullable T> load() throws Exception;
}
