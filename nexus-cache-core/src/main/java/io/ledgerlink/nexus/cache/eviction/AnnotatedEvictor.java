package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.Purge;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import java.util.function.Consumer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The evictor that knows the application's cached methods, see {@link CacheEvictor#on}.
 *
 * <p>Everything else is the engine's evictor.
 */
public final class AnnotatedEvictor implements CacheEvictor {

    private final CacheEvictor evictor;
    private final StandIns standIns;

    /** Decorates the engine's evictor; the bean factory is asked which classes the beans of a type have. */
    public AnnotatedEvictor(CacheEvictor evictor, CachedQueries queries, ConfigurableListableBeanFactory beans) {
        this(evictor, QueryKeys.of(queries), beans);
    }

    AnnotatedEvictor(CacheEvictor evictor, QueryKeys queries, ConfigurableListableBeanFactory beans) {
        this.evictor = evictor;
        this.standIns = new StandIns(evictor, queries, beans);
    }

    @Override
    public <T> T on(Class<T> queries) {
        return standIns.of(queries);
    }

    @Override
    public EvictionReceipt evictAll() {
        return evictor.evictAll();
    }

    @Override
    public EvictionReceipt evictCache(String cache) {
        return evictor.evictCache(cache);
    }

    @Override
    public EvictionReceipt evictTenant(Object tenant) {
        return evictor.evictTenant(tenant);
    }

    @Override
    public EvictionReceipt evictRegion(Object tenant, String cache) {
        return evictor.evictRegion(tenant, cache);
    }

    @Override
    public EvictionReceipt evictShared(String cache) {
        return evictor.evictShared(cache);
    }

    @Override
    public EvictionReceipt evictQuery(CacheKey key) {
        return evictor.evictQuery(key);
    }

    @Override
    public EvictionReceipt evictTag(Object tenant, String tag) {
        return evictor.evictTag(tenant, tag);
    }

    @Override
    public EvictionReceipt evict(Consumer<Batch> scopes) {
        return evictor.evict(scopes);
    }

    @Override
    public Purge purge() {
        return evictor.purge();
    }

    @Override
    public void addListener(EvictionListener listener) {
        evictor.addListener(listener);
    }

    @Override
    public void removeListener(EvictionListener listener) {
        evictor.removeListener(listener);
    }
}
