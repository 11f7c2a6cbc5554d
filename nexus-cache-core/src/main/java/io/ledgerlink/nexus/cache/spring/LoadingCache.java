package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/**
 * A cache for one call of a {@code @Cacheable} method: what is put after a miss was loaded since.
 *
 * <p>A miss holds the stamps that were read when it was found out, and the put that follows stores under them. So no load
 * evicts what others have, and none that began before an eviction stays after it. A result whose beginning nobody saw
 * rests on nothing and is not kept. May be handed from thread to thread.
 */
final class LoadingCache extends SpringCache {

    private final AtomicReference<@Nullable LoadTicket> begun = new AtomicReference<>();

    LoadingCache(Parts parts, SpringKeys keys, ValueTypes types) {
        super(parts, keys, types);
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return begunUnlessFound(lookupNow(key));
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        return lookup(key).thenApply(this::begunUnlessFound);
    }

    private @Nullable ValueWrapper begunUnlessFound(Lookup<Object> lookup) {
        if (lookup instanceof Lookup.Absent<Object> absent) {
            begun.set(absent.ticket());
        }
        return found(lookup);
    }

    /** Spring puts under the key that it asked for, if it puts at all. */
    @Override
    public void put(Object key, @Nullable Object value) {
        Object stored = storable(value);
        LoadTicket ticket = begun.getAndSet(null);
        if (ticket != null) {
            ticket.store(stored);
        }
    }

    /** Spring's interceptor takes a method's own exceptions out of this wrapper, checked ones too. */
    @Override
    Throwable retrievalCause(Throwable failure) {
        return new ThrowableWrapper(failure);
    }
}
