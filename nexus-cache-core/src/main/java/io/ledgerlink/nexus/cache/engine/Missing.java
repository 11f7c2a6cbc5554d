package io.ledgerlink.nexus.cache.engine;

/**
 * The tiers have no answer, so the source is to be asked.
 *
 * @param footing what the load rests on
 * @param lagging whether the source may not have caught up with an eviction
 * @param terms the context of the load
 */
record Missing(TierRead read, boolean lagging, ActiveLoadContext terms) implements TierLook {

    /** The same under the right to load for all instances. */
    Missing under(HeldLease lease) {
        return new Missing(read.under(lease), lagging, terms);
    }
}
