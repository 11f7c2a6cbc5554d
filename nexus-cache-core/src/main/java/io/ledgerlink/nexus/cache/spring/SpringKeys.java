package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.QueryShape;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * How a key of Spring's becomes one of ours: by its canonical text, and Spring's own composite key by its arguments.
 *
 * @param tenant who the tenant is; not asked where the cache is shared
 */
record SpringKeys(QueryShape byKey, QueryShape byArguments, Supplier<? extends @Nullable Object> tenant) {

    private static final String QUERY = "@Cacheable";

    static SpringKeys of(String cache, boolean tenantScoped, Supplier<? extends @Nullable Object> tenant) {
        QueryShape byKey = QueryShape.of(cache, QUERY, "key");
        QueryShape byArguments = QueryShape.of(cache, QUERY, "arguments");
        return tenantScoped
                ? new SpringKeys(byKey, byArguments, tenant)
                : new SpringKeys(byKey.asShared(), byArguments.asShared(), tenant);
    }

    /** The same for whoever is the tenant now, whichever thread goes on. */
    SpringKeys now() {
        if (byKey.shared()) {
            return this;
        }
        Object current = tenant.get();
        return new SpringKeys(byKey, byArguments, () -> current);
    }

    CacheKey key(Object key) {
        Object owner = byKey.shared() ? null : tenantOrRefuse();
        return key.getClass() == SimpleKey.class
                ? byArguments.key(owner, null, SimpleKeyArguments.of((SimpleKey) key))
                : byKey.key(owner, null, key);
    }

    Object tenantOrRefuse() {
        Object current = tenant.get();
        if (current == null) {
            throw new MissingTenantException("Cache '" + byKey.cache() + "' keeps its entries per tenant, and no"
                    + " TenantResolver names the tenant of this call. Register a TenantResolver bean that does, or say that"
                    + " the cache is shared if its entries are the same for every tenant.");
        }
        return current;
    }
}
