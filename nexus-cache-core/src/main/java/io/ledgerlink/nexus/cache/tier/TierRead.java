package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import org.jspecify.annotations.Nullable;

/**
 * What a call learnt before it asks the source.
 *
 * @param basis what a load that begins now rests on
 * @param remote whether the remote tier gave the stamps, so that it may be written
 * @param asOf when the first byte was sent, in the ticker's nanoseconds
 * @param hit a valid entry of the remote tier, fresh or stale, if there was one
 */
public record TierRead(
        StampBasis basis,
        boolean remote,
        long asOf,
        @Nullable LocalEntry hit) {

    /** The remote tier is not there, or must be left alone: the load rests on what this instance knows. */
    static TierRead away(StampBasis captured, long asOf) {
        return new TierRead(captured, false, asOf, null);
    }
}
