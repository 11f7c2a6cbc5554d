package io.ledgerlink.nexus.cache;

import java.util.List;
import java.util.OptionalInt;

/**
 * What became of an eviction.
 *
 * @param status whether the remote tier confirmed it, or has not been asked yet
 * @param stamps the scopes and their new stamps; a scope that is still pending or deferred has stamp 0
 * @param heardBy how many instances heard of it, this one included, where the server can tell (a cluster cannot)
 * @since 0.1
 */
public record EvictionReceipt(Status status, List<ScopeStamp> stamps, OptionalInt heardBy) {

    public EvictionReceipt {
        stamps = List.copyOf(stamps);
    }

    /** Where an eviction stands. */
    public enum Status {
        /** Stamped and published: every instance hears of it or finds out. */
        CONFIRMED,
        /** It counts on this instance; the remote tier has not confirmed it, and is told again until it does. */
        PENDING,
        /** It takes effect when the transaction around the call commits, and never if that rolls back. */
        DEFERRED
    }

    /**
     * A scope and its stamp.
     *
     * @param scope the scope's key in the remote tier
     * @param stamp µs of the server's clock as a rule, and more than any stamp before it
     */
    public record ScopeStamp(String scope, long stamp) {}
}
