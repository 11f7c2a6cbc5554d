package io.ledgerlink.nexus.cache;

/**
 * A tenant's result was asked for, or evicted, without a tenant. The cache never falls back to a shared key.
 *
 * @since 0.1
 */
public final class MissingTenantException extends NexusCacheException {

    public MissingTenantException(String message) {
        super(message);
    }

    static MissingTenantException of(String cache, String query) {
        return new MissingTenantException("Cache '" + cache + "' keeps its entries per tenant, and query '" + query
                + "' came without one. Hand over the tenant (a value that is neither null nor blank),"
                + " or declare the query as shared if its result is the same for every tenant.");
    }
}
