package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.entry.EntryFields;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source has decided about its result.
 *
 * @param ttl how long it is fresh, {@code null} for as long as the policy says
 * @param staleFor how long it may answer after that, {@code null} for as long as the policy says
 * @param kept whether it is kept at all
 * @param renewed the entry that holds the very value, if the source has said that it was not modified
 * @param tags what it has found in the result that evicts it
 */
public record LoadDecision(
        @Nullable Duration ttl,
        @Nullable Duration staleFor,
        boolean kept,
        @Nullable LocalEntry renewed,
        Set<String> tags) {

    public static final LoadDecision NOTHING = new LoadDecision(null, null, true, null, Set.of());

    /** What the entry says of itself: no policy of a reader says it. */
    EntryFields fields() {
        return staleFor == null ? EntryFields.NONE : EntryFields.staleFor(staleFor.toNanos() / 1000);
    }

    /** How long a value is kept; that there is nothing is never said by a stale entry. */
    Lifetime life(Target target, @Nullable Object value) {
        Lifetime policy = target.life(value);
        boolean nothing = Target.isNothing(value);
        return new Lifetime(
                ttl == null ? policy.fresh() : ttl, staleFor == null || nothing ? policy.stale() : staleFor);
    }
}
