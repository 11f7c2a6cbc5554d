package io.ledgerlink.nexus.cache;

import java.util.List;
import java.util.Map;

/**
 * The source of many values at once.
 *
 * <p>Gets only the keys that neither tier could answer and nobody else is loading. A key that is missing from its answer
 * counts as one for which there is nothing. It has no {@link LoadContext}. Threads and exceptions are those of {@link Loader}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface BatchLoader<T, X extends Exception> {

    Map<CacheKey, T> load(List<CacheKey> missing) throws X;
}
