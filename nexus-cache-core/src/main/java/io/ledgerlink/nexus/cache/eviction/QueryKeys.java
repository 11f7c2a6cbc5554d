package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Knows which query a call of a cached method asks. Safe for use by many threads. */
interface QueryKeys {

    /** Whether calls of the method on beans of this class are cached; the class need not be any bean's. */
    boolean cached(Method method, Class<?> target);

    /**
     * The key that a cached call has, without page and tags.
     *
     * @return {@code null} if calls of the method are not cached
     */
    @Nullable CacheKey key(Method method, Class<?> target, @Nullable Object[] arguments);

    /** What the application's annotated methods say. */
    static QueryKeys of(CachedQueries queries) {
        return new QueryKeys() {
            @Override
            public boolean cached(Method method, Class<?> target) {
                return queries.caches(method, target);
            }

            @Override
            public @Nullable CacheKey key(Method method, Class<?> target, @Nullable Object[] arguments) {
                return queries.key(method, target, arguments);
            }
        };
    }
}
