package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import org.jspecify.annotations.Nullable;

/** Which entries may answer, by their age. */
public enum Freshness {
    FRESH,
    FRESH_OR_STALE;

    /** Whether an answer that somebody else got is too old. */
    public boolean refuses(Answer answer) {
        return this == FRESH && answer.status() == CacheStatus.STALE;
    }

    /** What an answer of an entry is called; {@code null} if the entry is too old. */
    @Nullable CacheStatus status(LocalEntry entry, long now, CacheStatus fresh) {
        if (entry.fresh(now)) {
            return fresh;
        }
        return this == FRESH_OR_STALE && entry.stale(now) ? CacheStatus.STALE : null;
    }
}
