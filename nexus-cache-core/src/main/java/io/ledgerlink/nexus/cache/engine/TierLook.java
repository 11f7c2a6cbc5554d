package io.ledgerlink.nexus.cache.engine;

/** What both tiers have for a load. */
sealed interface TierLook permits TierLook.Answered, Missing {

    /** An answer. */
    record Answered(Answer answer) implements TierLook {}
}
