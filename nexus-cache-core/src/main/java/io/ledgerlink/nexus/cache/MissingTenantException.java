package io.ledgerlink.nexus.cache;

/**
 * A tenant's cache was asked without a tenant. The cache never falls back to a shared key.
 *
 * @since 0.1
 */
public final class MissingTenantException extends NexusCacheException {

    private final String cache;
    private final String query;

    public MissingTenantException(String cache, String query) {
        super("Cache '" + cache + "' keeps its entries per tenant, and query '" + query
                + "' came without one. Hand over the tenant (a value that is neither null nor blank),"
                + " or declare the query as shared if its result is the same for every tenant.");
        this.cache = cache;
        this.query = query;
    }

    /** The cache that was asked. */
    public String cache() {
        return cache;
    }

    /** The query that was asked. */
    public String query() {
        return query;
    }
}
