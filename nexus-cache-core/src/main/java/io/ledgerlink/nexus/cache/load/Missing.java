package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.tier.LoadDecision;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.Tiers;
import org.jspecify.annotations.Nullable;

/**
 * The tiers have no answer, so the source is to be asked.
 *
 * @param read what the load rests on
 * @param lagging whether the source may not have caught up with an eviction
 * @param terms the context of the load
 * @param lease the right to load for all instances, of a load that has it
 */
public record Missing(
        TierRead read,
        boolean lagging,
        ActiveLoadContext terms,
        @Nullable HeldLease lease) implements TierLook {

    /**
     * A load that begins now.
     *
     * @param there the target's entry in the local tier
     * @param known an entry of the key that may be in no tier any more
     */
    public static Missing of(
            Tiers tiers, Target target, TierRead read, @Nullable LocalEntry there, @Nullable LocalEntry known) {
        return new Missing(
                read,
                tiers.lagging(target, read.basis()),
                ActiveLoadContext.of(target, read, there, known, tiers.now()),
                null);
    }

    /** The same under the right to load for all instances. */
    Missing under(HeldLease taken) {
        return new Missing(read, lagging, terms, taken);
    }

    /** Keeps what the load has brought, in both tiers as far as they may have it. */
    public @Nullable LocalEntry keep(Tiers tiers, Target target, @Nullable Object value, LoadDecision decided) {
        return tiers.keep(target, read, value, lagging, decided, lease == null ? null : lease::store);
    }
}
