package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.FetchOptions;

/** What one call asks, and the source behind it. */
record Call(Target target, AsyncLoader<?> source, FetchOptions options, Freshness accepted) {

    Call(Target target, AsyncLoader<?> source, FetchOptions options) {
        this(target, source, options, Freshness.FRESH_OR_STALE);
    }

    /** The same call, whose tags are asked for now: on another thread its arguments may be other ones. */
    Call withFixedTags() {
        return new Call(target.withFixedTags(), source, options, accepted);
    }

    Call accepting(Freshness other) {
        return other == accepted ? this : new Call(target, source, options, other);
    }
}
