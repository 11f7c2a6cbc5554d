package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.Basis;
import org.jspecify.annotations.Nullable;

/**
 * What a call learnt before it asks the source.
 *
 * @param basis what a load that begins now rests on
 * @param remote whether the remote tier gave the stamps, so that it may be written
 * @param asOf when the first byte was sent, in the ticker's nanoseconds
 * @param hit a valid entry of the remote tier, fresh or stale, if there was one
 * @param lease the right to load for all instances, of a load that has it
 */
record Footing(
        Basis basis,
        boolean remote,
        long asOf,
        @Nullable LocalEntry hit,
        @Nullable FleetLease lease) {

    Footing(Basis basis, boolean remote, long asOf, @Nullable LocalEntry hit) {
        this(basis, remote, asOf, hit, null);
    }

    Footing under(FleetLease taken) {
        return new Footing(basis, remote, asOf, hit, taken);
    }

    /** The remote tier is not there, or must be left alone: the load rests on what this instance knows. */
    static Footing away(Basis captured, long asOf) {
        return new Footing(captured, false, asOf, null);
    }
}
