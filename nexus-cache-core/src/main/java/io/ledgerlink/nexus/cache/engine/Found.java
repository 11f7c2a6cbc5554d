package io.ledgerlink.nexus.cache.engine;

/** What both tiers have for a load. */
sealed interface Found permits Found.Answered, Missing {

    /** An answer. */
    record Answered(Answer answer) implements Found {}
}
