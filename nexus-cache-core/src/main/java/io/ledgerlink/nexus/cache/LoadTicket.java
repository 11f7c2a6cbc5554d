package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * A load under way whose value the caller computes itself.
 *
 * <p>It holds the stamps that were read when it began. Read the source only after the ticket was given. May be handed from
 * thread to thread; it is stored once, and need not be stored at all.
 *
 * <p>The load is its caller's own: no other call joins it, and it has no {@link LoadContext}, no lease, no deadline and no backoff
 * after a failure.
 *
 * @since 0.1
 */
public interface LoadTicket {

    /**
     * Stores the value under the stamps of the ticket's beginning, as a load's result is stored.
     *
     * @return whether they still stood on this instance; if not, nothing was stored
     * @throws IllegalStateException if the ticket was stored before
     */
    boolean store(@Nullable Object value);
}
