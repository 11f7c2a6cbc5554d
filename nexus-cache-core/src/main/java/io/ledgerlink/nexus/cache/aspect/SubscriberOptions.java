package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.FetchOptions;
import java.util.function.Supplier;
import reactor.util.context.ContextView;

/**
 * How a call of a reactive method must be made in its subscriber's context: a reactive transaction lives there, and not on a
 * thread. Asked at each subscription, blocks nothing.
 *
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SubscriberOptions {

    /** The options of one call; its key, tags included, is worked out if it is asked for. */
    FetchOptions options(ContextView subscriber, Supplier<CacheKey> key, FetchOptions asked);

    /** Every call as it was asked for. */
    static SubscriberOptions asAsked() {
        return (subscriber, key, asked) -> asked;
    }
}
