package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.tier.Answer;

/** What both tiers have for a load. */
sealed interface TierLook permits TierLook.Answered, Missing {

    /** An answer. */
    record Answered(Answer answer) implements TierLook {}
}
