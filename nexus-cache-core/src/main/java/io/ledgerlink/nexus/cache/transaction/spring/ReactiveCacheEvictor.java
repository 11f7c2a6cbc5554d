package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Evicts from reactive code, as {@link CacheEvictor} does from threads.
 *
 * <p>Nothing happens before the {@code Mono} is subscribed to. Inside a reactive transaction the eviction is {@link
 * EvictionReceipt.Status#DEFERRED}: it goes out with all others of the transaction when that is over, unless it was rolled
 * back. Outside it goes out at once. No thread of the subscriber's is blocked, and the remote tier's failures are told by the
 * receipt, never by an error. Safe for use by many threads.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReactiveCacheEvictor {

    /** Evicts several scopes at once, each once. */
    Mono<EvictionReceipt> evict(Consumer<CacheEvictor.Batch> scopes);
}
