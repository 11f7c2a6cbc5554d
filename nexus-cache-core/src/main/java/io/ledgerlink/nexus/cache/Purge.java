package io.ledgerlink.nexus.cache;

import java.util.function.LongPredicate;

/**
 * Deletes entries from the remote tier and counts them.
 *
 * <p>Walks the keys in batches on the caller's thread, so it takes the longer the more there is; readers and writers go on
 * meanwhile. Stamps are spared: what is purged was valid or not before, and a miss after.
 *
 * @since 0.1
 */
public interface Purge {

    /** Deletes every entry of this application. */
    long all();

    /** Deletes one cache's entries of every tenant. */
    long cache(String cache);

    /** Deletes one tenant's entries. */
    long tenant(Object tenant);

    /** Deletes one cache's entries of one tenant. */
    long region(Object tenant, String cache);

    /** Deletes a shared cache's entries. */
    long shared(String cache);

    /**
     * The same purge, telling after each batch how many entries it has deleted.
     *
     * @param progress answers whether to go on; {@code false} ends the purge, which then returns the count so far
     */
    Purge reporting(LongPredicate progress);
}
