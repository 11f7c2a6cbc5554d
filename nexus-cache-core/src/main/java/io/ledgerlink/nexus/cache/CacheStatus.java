package io.ledgerlink.nexus.cache;

/**
 * Where the answer of one call came from.
 *
 * @since 0.1
 */
public enum CacheStatus {
    /** The local tier held a valid, fresh entry. */
    HIT_LOCAL,
    /** The remote tier held a valid, fresh entry. */
    HIT_REMOTE,
    /** A valid entry of either tier past its time to live answered; see {@link CachePolicy#staleFor()}. */
    STALE,
    /** The source answered. */
    MISS,
    /** The source answered, and neither tier was asked or written. */
    BYPASS
}
