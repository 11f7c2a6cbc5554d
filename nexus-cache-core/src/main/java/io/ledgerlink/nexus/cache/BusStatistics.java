package io.ledgerlink.nexus.cache;

/**
 * How an instance stands with the others.
 *
 * @param connected whether the remote tier is there and has been brought up to what this instance knows; never for one
 *     that shares nothing
 * @param epochs how often the bus began again, so that local entries had to be confirmed: once at the start, then whenever a
 *     message may have been missed
 * @param foreignMessages messages on the bus' channel that were malformed or of another version, and were not
 *     read; after those of another version of this library the bus begins again
 * @param pendingScopes scopes whose evictions the remote tier has not confirmed yet
 * @param evictions scopes that this instance has evicted, of whatever kind
 * @param breakerOpen whether the remote tier is left alone because it did not answer in time
 * @param breakerOpenings how often that began
 * @param readsSkipped reads that did without the remote tier because it was not there, or was left alone
 * @since 0.1
 */
public record BusStatistics(
        boolean connected,
        long epochs,
        long foreignMessages,
        int pendingScopes,
        long evictions,
        boolean breakerOpen,
        long breakerOpenings,
        long readsSkipped) {}
