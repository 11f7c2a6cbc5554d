package io.ledgerlink.nexus.cache.event;

import io.ledgerlink.nexus.cache.CacheEvictor;
import java.util.function.Supplier;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

/**
 * Evicts what a {@link CacheInvalidated} event names.
 *
 * <p>Internal. Asks for the evictor when the first event comes, so a context creates nothing early for its sake. Stays on the
 * publisher's thread, whose transaction decides when the eviction takes effect.
 */
public final class InvalidationEvents
        implements ApplicationListener<PayloadApplicationEvent<CacheInvalidated>>, Ordered {

    private final Supplier<CacheEvictor> evictor;

    public InvalidationEvents(Supplier<CacheEvictor> evictor) {
        this.evictor = evictor;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<CacheInvalidated> event) {
        evictor.get().evict(event.getPayload()::addTo);
    }

    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
