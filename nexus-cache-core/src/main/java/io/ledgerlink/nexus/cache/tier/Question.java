package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One key to be read.
 *
 * @param captured what stood before anything was sent
 * @param asOf when that was, in the ticker's nanoseconds
 * @param unconfirmed a local entry that lacks nothing but a confirmation, and answers if the stamps have not changed
 * @param accepted how old an entry may be
 * @param rebase is told the basis under the stamps read, before any scope is
 */
public record Question(
        Target target,
        StampBasis captured,
        long asOf,
        Wanted wanted,
        @Nullable LocalEntry unconfirmed,
        Freshness accepted,
        Consumer<StampBasis> rebase) {

    CacheCounters counters() {
        return target.counters();
    }

    ValueForm form() {
        return target.form();
    }

    /** Which bytes of the remote tier to read with the stamps. */
    enum Wanted {
        ENTRY,
        STAMPS
    }
}
