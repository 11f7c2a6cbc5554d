package io.ledgerlink.nexus.cache;

import java.time.Duration;

/**
 * Hears what an instance's caches do beside counting, as meters need it.
 *
 * <p>Called on whichever thread does the work: loads on their caller's, evictions on the bus' one thread. So be brief, and
 * safe for use by many threads. What an observer throws is logged once and goes no further. A hit tells nobody.
 *
 * @since 0.1
 */
public interface CacheObserver {

    /**
     * A cache is there: it was configured, or asked for the first time. An observer that is added later is told of those that
     * are there already; it may be told of one twice.
     */
    default void opened(String cache) {}

    /**
     * The source was asked. A batch is one load of each cache that it asks for.
     *
     * @param took from the call of the loader to its end
     * @param failed whether the loader threw
     */
    default void loaded(String cache, Duration took, boolean failed) {}

    /**
     * An eviction of another instance has been applied here. Not told where its stamps are ahead of the server's clock, or
     * the clock is not known yet.
     *
     * @param lag from the server's stamp until now, no less than it truly was: too long by a round trip at most, while the
     *     servers' clocks agree
     */
    default void evictionHeard(Duration lag) {}
}
