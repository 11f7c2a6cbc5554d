package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.spring.MethodPlan.Purpose;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.NullValue;
import org.springframework.cache.support.SimpleValueWrapper;
import org.springframework.util.ClassUtils;

/**
 * One cache as Spring sees it.
 *
 * <p>What is put here is made the answer: it evicts what was there, on every instance. What a cached method loads is kept
 * by {@link LoadingCache}.
 */
class SpringCache implements Cache {

    /** What a cache is made of, whoever calls. */
    record Parts(
            String name,
            NexusCache nexus,
            SpringCacheSettings settings,
            SeenTypes seen,
            KeyedLock turns,
            Executor executor) {}

    private final Parts parts;
    private final SpringKeys keys;
    private final ValueTypes types;

    SpringCache(Parts parts, SpringKeys keys, ValueTypes types) {
        this.parts = parts;
        this.keys = keys;
        this.types = types;
    }

    /** This cache for one call of a method whose values have this type, and for whoever is the tenant now. */
    SpringCache forCall(Purpose purpose, Type type) {
        if (purpose == Purpose.EVICT) {
            return new SpringCache(parts, keys.now(), types);
        }
        parts.seen.see(type);
        ValueTypes declared = ValueTypes.declared(type);
        return purpose == Purpose.LOAD
                ? new LoadingCache(parts, keys.now(), declared)
                : new SpringCache(parts, keys.now(), declared);
    }

    @Override
    public String getName() {
        return parts.name;
    }

    @Override
    public NexusCache getNativeCache() {
        return parts.nexus;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return ifPresent(key, types.any()).map(SpringCache::wrapped).orElse(null);
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        CachedResult<Object> found =
                ifPresent(key, type == null ? types.any() : types.of(type)).orElse(null);
        Object value = found == null ? null : found.value();
        if (value != null && type != null && !ClassUtils.isAssignableValue(type, value)) {
            throw new IllegalStateException("Cache '" + parts.name + "' holds a "
                    + value.getClass().getName() + " for this key, and a " + type.getName()
                    + " was asked for. Ask for that type, or keep values of two types under two keys");
        }
        @SuppressWarnings("unchecked")
        T typed = (T) value;
        return typed;
    }

    private Optional<CachedResult<Object>> ifPresent(Object key, Type type) {
        return parts.nexus.getIfPresent(keys.key(key), type);
    }

    /** Loads that others have begun are shared, as far as they saw what this call must see. */
    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        CacheKey found = keys.key(key);
        SpringLoad<T> load = new SpringLoad<>(ExposedLoad.of(valueLoader), this::storable);
        try {
            return parts.nexus.<T, Exception>get(found, types.any(), load);
        } catch (Throwable failure) {
            if (failure instanceof NexusCacheException own && load.failure() != own) {
                throw own;
            }
            throw new ValueRetrievalException(key, valueLoader, retrievalCause(failure));
        }
    }

    /** How the failure of a load is told to whoever asked for it. */
    Throwable retrievalCause(Throwable failure) {
        return failure;
    }

    /** Only the local tier answers on the caller's thread; the remote tier is waited for on the executor. */
    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        return lookup(key).thenApply(SpringCache::found);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return parts.nexus
                .<T>fetchAsync(
                        keys.key(key),
                        types.any(),
                        () -> valueLoader.get().thenApply(this::storableAs),
                        FetchOptions.cached())
                .thenApply(CachedResult::value);
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable T storableAs(@Nullable T value) {
        return (T) storable(value);
    }

    /** Puts are real ones: every instance sees the value from now on, and what was there before no more. */
    @Override
    public void put(Object key, @Nullable Object value) {
        Object stored = storable(value);
        parts.nexus.put(keys.key(key), types.ofValue(stored), stored);
    }

    /**
     * Of the threads of this instance that put what is absent, one does. Of several instances more than one may find nothing
     * and put; all of them end up with the value that was put last.
     */
    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        CacheKey found = keys.key(key);
        Object stored = storable(value);
        return parts.turns.<@Nullable ValueWrapper>take(found, () -> {
            ValueWrapper there = get(key);
            if (there == null) {
                parts.nexus.put(found, types.ofValue(stored), stored);
            }
            return there;
        });
    }

    @Override
    public void evict(Object key) {
        evictor().evictQuery(keys.key(key));
    }

    /** Looks first, whichever tier that takes. */
    @Override
    public boolean evictIfPresent(Object key) {
        boolean present = ifPresent(key, types.any()).isPresent();
        evict(key);
        return present;
    }

    /** Evicts the entries of whoever is the tenant now, or all where they are shared. */
    @Override
    public void clear() {
        if (parts.settings.tenantScoped()) {
            evictor().evictRegion(keys.tenantOrRefuse(), parts.name);
        } else {
            evictor().evictShared(parts.name);
        }
    }

    /** Takes effect at once, as {@link #clear} does; whether there was anything costs too much to find out. */
    @Override
    public boolean invalidate() {
        clear();
        return false;
    }

    private CacheEvictor evictor() {
        return parts.nexus.evictor();
    }

    Lookup<Object> lookupNow(Object key) {
        return parts.nexus.lookup(keys.key(key), types.any());
    }

    CompletableFuture<Lookup<Object>> lookup(Object key) {
        return parts.nexus.lookup(keys.key(key), types.any(), parts.executor);
    }

    static @Nullable ValueWrapper found(Lookup<Object> lookup) {
        return lookup instanceof Lookup.Found<Object> found ? wrapped(found.result()) : null;
    }

    private static ValueWrapper wrapped(CachedResult<Object> result) {
        return new SimpleValueWrapper(result.value());
    }

    @Nullable Object storable(@Nullable Object value) {
        if (value == null || value instanceof NullValue) {
            if (!parts.settings.allowsNull()) {
                throw new IllegalArgumentException(
                        "Cache '" + parts.name + "' is configured to not allow null values but null"
                                + " was provided. Leave null out with unless = \"#result == null\", or let the cache keep it"
                                + " (allow-null)");
            }
            return null;
        }
        return value;
    }
}
