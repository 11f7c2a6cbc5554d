package io.ledgerlink.nexus.cache;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query object that describes its own key.
 *
 * <p>What it answers must not change while the query is in use; {@link CacheKey#of(CacheableQuery)} asks once.
 *
 * @since 0.1
 */
public interface CacheableQuery {

    /** The cache that keeps the results. */
    String cacheName();

    /** Whose results these are; {@code null} only if the query is {@link #shared()}. */
    @Nullable Object tenant();

    /**
     * What tells this query from its like, by name: everything that the result depends on, save tenant and page. The
     * map's order does not matter. A hash made elsewhere is welcome as the only part.
     */
    Map<String, ? extends @Nullable Object> keyParts();

    /** The query's name within its cache. The default is the class's name. */
    default String queryName() {
        return getClass().getName();
    }

    /** The version of the result's meaning, from 1; a new version shares nothing with the older one. */
    default int keyVersion() {
        return 1;
    }

    /** Whether every tenant gets the same result. */
    default boolean shared() {
        return false;
    }

    /** The page: a {@link Pagination}, or a page type of Spring Data; {@code null} if the result has no pages. */
    default @Nullable Object pagination() {
        return null;
    }

    /** What evicts the result besides the query's own scopes. */
    default List<String> tags() {
        return List.of();
    }

    /** The policy to keep the result under; empty for the cache's own. */
    default Optional<String> policyName() {
        return Optional.empty();
    }
}
