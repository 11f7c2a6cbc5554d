package io.ledgerlink.nexus.cache.micrometer;

import io.ledgerlink.nexus.cache.NexusCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of one {@link NexusCache}, in any number of registries.
 *
 * <p>Caches that are opened later are included. Counters are read when the registry is; a call that hits does no work for
 * them. Tenants, keys and arguments are never tags.
 *
 * <p>A registry to which the meters were bound keeps no cache alive. {@link #close} takes the meters out again, so that the
 * next cache of the same name is not mistaken for this one. Safe for use by many threads; without the remote tier the meters
 * go on, and say so.
 *
 * @since 0.1
 */
public final class NexusCacheMeters implements MeterBinder, AutoCloseable {

    private final NexusCache cache;
    private final String manager;
    private final Map<MeterRegistry, BoundMeters> bound = new ConcurrentHashMap<>();

    /**
     * Meters that carry the tag {@code cache.manager}, as those that Spring Boot binds do.
     *
     * @param manager tells several caches of one application apart; the bean's name as a rule
     */
    public NexusCacheMeters(NexusCache cache, String manager) {
        this.cache = cache;
        this.manager = manager;
    }

    /** Binds the meters; a registry that has them keeps them. */
    @Override
    public void bindTo(MeterRegistry registry) {
        BoundMeters meters = new BoundMeters(registry, cache, manager);
        if (bound.putIfAbsent(registry, meters) == null) {
            meters.bindInstance();
            cache.addObserver(meters);
        }
    }

    /** Takes the meters out of every registry that they were bound to. */
    @Override
    public void close() {
        bound.keySet().forEach(registry -> {
            BoundMeters meters = bound.remove(registry);
            if (meters != null) {
                cache.removeObserver(meters);
                meters.remove();
            }
        });
    }
}
