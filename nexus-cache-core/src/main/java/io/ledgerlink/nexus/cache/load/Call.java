package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.tier.Freshness;
import io.ledgerlink.nexus.cache.tier.Target;

/** What one call asks, and the source behind it. */
public record Call(Target target, AsyncLoader<?> source, FetchOptions options, Freshness accepted) {

    public Call(Target target, AsyncLoader<?> source, FetchOptions options) {
        this(target, source, options, Freshness.FRESH_OR_STALE);
    }

    /** The same call, whose tags are asked for now: on another thread its arguments may be other ones. */
    public Call withFixedTags() {
        return new Call(target.withFixedTags(), source, options, accepted);
    }

    public Call accepting(Freshness other) {
        return other == accepted ? this : new Call(target, source, options, other);
    }
}
