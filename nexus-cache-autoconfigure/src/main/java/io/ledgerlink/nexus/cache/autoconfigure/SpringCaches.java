package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.spring.SpringCacheSettings;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the caches of Spring's annotations are like.
 *
 * @param only the names of all caches there are; empty for as many as are asked for
 */
record SpringCaches(Map<String, NexusCacheProperties.Cache> caches, Set<String> only)
        implements Function<String, @Nullable SpringCacheSettings> {

    @Override
    public @Nullable SpringCacheSettings apply(String name) {
        if (!only.isEmpty() && !only.contains(name)) {
            return null;
        }
        NexusCacheProperties.Cache cache = caches.get(name);
        SpringCacheSettings settings = SpringCacheSettings.defaults();
        if (cache != null && cache.tenantScoped() != null) {
            settings = settings.withTenantScoped(cache.tenantScoped());
        }
        return cache == null || cache.allowNull() == null ? settings : settings.withAllowsNull(cache.allowNull());
    }
}
