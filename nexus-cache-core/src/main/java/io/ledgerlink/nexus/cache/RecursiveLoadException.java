package io.ledgerlink.nexus.cache;

/**
 * A loader asked for the key that it is loading, which could only wait for itself.
 *
 * @since 0.1
 */
public class RecursiveLoadException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    public RecursiveLoadException(CacheKey key) {
        super("The loader of " + key + " asked the cache for that same key and would wait for itself. Call the source"
                + " directly inside the loader, or fetch with FetchOptions.bypass()");
    }
}
