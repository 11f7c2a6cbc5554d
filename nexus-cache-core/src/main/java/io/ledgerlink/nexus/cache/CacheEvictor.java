package io.ledgerlink.nexus.cache;

import java.util.function.Consumer;

/**
 * Evicts: makes all that was loaded before invalid, on this instance at once and on every other over the bus.
 *
 * <p>An eviction stamps a scope and deletes nothing, so it costs the same whatever the scope holds. When a method returns,
 * no call that starts later on this instance is answered from before it. It waits for the remote tier, no longer than the
 * configured timeout, and never throws for the remote tier's sake: an eviction that was not confirmed counts here, is
 * {@link EvictionReceipt.Status#PENDING}, and is sent again until it is. Who must know waits with {@link
 * EvictionReceipt#awaitConfirmed}.
 *
 * <p>Inside a transaction that the cache knows of, evictions are {@link EvictionReceipt.Status#DEFERRED}: they are collected,
 * each scope once, and go out together when the transaction is over, unless it was rolled back. Until then calls of that
 * transaction for what it has evicted go past the cache, and read their own writes.
 *
 * <p>Safe for use by many threads. Evictions are merged by their stamps, so the order in which they arrive elsewhere does not
 * matter.
 *
 * @since 0.1
 */
public interface CacheEvictor {

    /** Evicts everything of this application. For operators. */
    EvictionReceipt evictAll();

    /** Evicts one cache of every tenant. */
    EvictionReceipt evictCache(String cache);

    /** Evicts every cache of one tenant. */
    EvictionReceipt evictTenant(Object tenant);

    /** Evicts one cache of one tenant. */
    EvictionReceipt evictRegion(Object tenant, String cache);

    /** Evicts a shared cache's entries, as {@link #evictRegion} does for a tenant's. */
    EvictionReceipt evictShared(String cache);

    /** Evicts one query with its arguments: all its pages, whatever page the key names. */
    EvictionReceipt evictQuery(CacheKey key);

    /** Evicts what carries the tag, in every cache of the tenant. */
    EvictionReceipt evictTag(Object tenant, String tag);

    /**
     * Evicts several scopes at once: each once, with one round trip per slot. Not atomic: another instance can see some of
     * them before others. Very many scopes of a tenant collapse to the tenant, of very many tenants to everything. The
     * same holds for all evictions of one transaction together.
     */
    EvictionReceipt evict(Consumer<Batch> scopes);

    /**
     * Evicts by naming the query method itself: calling a cached method on what is returned stamps the query scope of that
     * very method and those arguments, all pages, and runs nothing. Arguments that are not part of the query's key (a page, an
     * {@link Unkeyed} context) may be {@code null}.
     *
     * <pre>{@code evictor.on(LedgerQueries.class).entries(tenantId, accountId, null);}</pre>
     *
     * @param queries the type that declares or inherits the {@link CachedQuery} methods
     * @throws UnsupportedOperationException where nobody has told the evictor about annotated methods; the bean of the
     *     Spring Boot starter knows them
     */
    default <T> T on(Class<T> queries) {
        throw new UnsupportedOperationException(
                "This evictor knows no @CachedQuery methods, so it cannot evict those of " + queries.getName()
                        + ": inject the CacheEvictor bean, or name the query with evictQuery(key)");
    }

    /** Gives back the memory of entries in the remote tier. Walks it in batches; evict is what makes entries invalid. */
    Purge purge();

    /** Hears of evictions, whichever instance made them. Listeners run one at a time on the bus' thread: be brief. */
    void addListener(EvictionListener listener);

    void removeListener(EvictionListener listener);

    /** Collects scopes; see the methods of the same name in {@link CacheEvictor}. */
    interface Batch {

        Batch all();

        Batch cache(String cache);

        Batch tenant(Object tenant);

        Batch region(Object tenant, String cache);

        Batch shared(String cache);

        Batch query(CacheKey key);

        Batch tag(Object tenant, String tag);
    }
}
