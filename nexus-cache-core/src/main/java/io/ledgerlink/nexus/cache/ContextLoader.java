package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * The source of one value, which may see the value that it renews and decide how its result is kept.
 *
 * <pre>{@code
 * cache.get(key, Rates.class, load -> {
 *     Response answer = client.get(load.previous().map(Rates::etag));
 *     load.ttl(answer.maxAge());
 *     return answer.status() == 304 ? load.notModified() : answer.rates();
 * });
 * }</pre>
 *
 * <p>Threads and exceptions are those of {@link Loader}.
 *
 * @param <X> what the source may throw; {@code RuntimeException} where it throws nothing checked
 * @since 0.1
 */
@FunctionalInterface
public interface ContextLoader<T, X extends Exception> extends Loader<T, X> {

    /** Asks the source; {@code null} means that there is nothing, and is cached as that. */
    @Nullable T load(LoadContext<T> load) throws X;

    /**
     * Asks the source in the context of the current thread's load.
     *
     * @throws IllegalStateException if there is none
     */
    @Override
    default @Nullable T load() throws X {
        return load(LoadContext.current());
    }
}
