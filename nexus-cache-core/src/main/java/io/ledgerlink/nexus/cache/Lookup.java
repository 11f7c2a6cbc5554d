package io.ledgerlink.nexus.cache;

/**
 * What the tiers had for a key, or the beginning of a load where they had nothing.
 *
 * @since 0.1
 */
public sealed interface Lookup<T> {

    /** There is a valid entry; a cached nothing is a result without a value. */
    record Found<T>(CachedResult<T> result) implements Lookup<T> {}

    /** There is none; the ticket holds the stamps that were read when that was found out. */
    record Absent<T>(LoadTicket ticket) implements Lookup<T> {}
}
