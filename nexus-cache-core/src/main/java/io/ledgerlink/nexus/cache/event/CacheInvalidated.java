package io.ledgerlink.nexus.cache.event;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import java.util.function.Consumer;

/**
 * An event that evicts: publish it, and what it names is evicted as by {@link CacheEvictor}.
 *
 * <pre>{@code publisher.publishEvent(CacheInvalidated.tag(tenantId, "account:" + accountId));}</pre>
 *
 * <p>Evicts on the publisher's thread before {@code publishEvent} returns, ahead of the application's own listeners, also where
 * the application hands its events to other threads. In a transaction it takes effect after the commit. What the evictor
 * refuses, such as a blank tenant, reaches the publisher.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @since 0.1
 */
public final class CacheInvalidated {

    private final Consumer<CacheEvictor.Batch> scopes;

    private CacheInvalidated(Consumer<CacheEvictor.Batch> scopes) {
        this.scopes = scopes;
    }

    /** Several scopes at once; the consumer is asked once per publication. */
    public static CacheInvalidated of(Consumer<CacheEvictor.Batch> scopes) {
        return new CacheInvalidated(scopes);
    }

    /** Everything of this application. */
    public static CacheInvalidated all() {
        return of(CacheEvictor.Batch::all);
    }

    /** One cache of every tenant. */
    public static CacheInvalidated cache(String cache) {
        return of(batch -> batch.cache(cache));
    }

    /** Every cache of one tenant. */
    public static CacheInvalidated tenant(Object tenant) {
        return of(batch -> batch.tenant(tenant));
    }

    /** One cache of one tenant. */
    public static CacheInvalidated region(Object tenant, String cache) {
        return of(batch -> batch.region(tenant, cache));
    }

    /** A shared cache's entries. */
    public static CacheInvalidated shared(String cache) {
        return of(batch -> batch.shared(cache));
    }

    /** One query with its arguments: all its pages. */
    public static CacheInvalidated query(CacheKey key) {
        return of(batch -> batch.query(key));
    }

    /** What carries the tag, in every cache of the tenant. */
    public static CacheInvalidated tag(Object tenant, String tag) {
        return of(batch -> batch.tag(tenant, tag));
    }

    /** Names the scopes to a batch. */
    public void addTo(CacheEvictor.Batch batch) {
        scopes.accept(batch);
    }
}
