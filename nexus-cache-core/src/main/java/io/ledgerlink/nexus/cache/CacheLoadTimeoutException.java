package io.ledgerlink.nexus.cache;

import java.time.Duration;

/**
 * A call gave up on a load that took longer than the cache's policy allows, see {@link CachePolicy.Load#hardTimeout()}.
 *
 * <p>A load that has begun goes on: what it brings is kept unless something was evicted meanwhile or a later load of the key
 * has begun. That one shares nothing with it.
 *
 * @since 0.1
 */
public class CacheLoadTimeoutException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    private final String cache;

    private CacheLoadTimeoutException(String cache, String message) {
        super(message);
        this.cache = cache;
    }

    public static CacheLoadTimeoutException timedOut(CacheKey key, Duration hardTimeout) {
        return new CacheLoadTimeoutException(
                key.cache(),
                "The load of " + key + " took longer than calls of cache '" + key.cache() + "' wait ("
                        + hardTimeout.toMillis()
                        + " ms). Look why the source is slow, raise nexus.cache.caches." + key.cache()
                        + ".load.hard-timeout, or let stale entries answer meanwhile with stale-for");
    }

    public static CacheLoadTimeoutException noThread(CacheKey key) {
        return new CacheLoadTimeoutException(
                key.cache(),
                "The load of " + key
                        + " was not begun: all threads for loads with a hard-timeout are taken, and no more"
                        + " loads may wait for one. Look why sources are slow, or allow more with"
                        + " NexusCacheBuilder.loads");
    }

    /** The cache whose load took too long. */
    public String cache() {
        return cache;
    }
}
