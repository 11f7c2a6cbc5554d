package io.ledgerlink.nexus.cache.micrometer;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.CacheObserver;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one cache in one registry.
 *
 * <p>The cache holds this as its observer, and this the registry; the registry's meters hold the cache weakly.
 */
final class BoundMeters implements CacheObserver {

    private final MeterRegistry registry;
    private final WeakReference<NexusCache> cache;
    private final Tags instance;
    private final Map<String, LoadTimers> loads = new ConcurrentHashMap<>();
    private final Timer lag;

    /** What is to be taken out again. */
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

    private volatile boolean removed;

    private record LoadTimers(Timer success, Timer failure) {}

    BoundMeters(MeterRegistry registry, NexusCache cache, String manager) {
        this.registry = registry;
        this.cache = new WeakReference<>(cache);
        this.instance = Tags.of("cache.manager", manager);
        this.lag = timer(NexusCacheMeter.EVICTIONS_LAG, instance);
    }

    /** Registers the meters that name no cache. */
    void bindInstance() {
        counter(NexusCacheMeter.ALL_EVICTIONS, instance, ofBus(BusStatistics::evictions));
        counter(NexusCacheMeter.EPOCHS, instance, ofBus(BusStatistics::epochs));
        counter(NexusCacheMeter.FOREIGN_MESSAGES, instance, ofBus(BusStatistics::foreignMessages));
        gauge(NexusCacheMeter.PENDING, instance, ofBus(BusStatistics::pendingScopes));
        gauge(NexusCacheMeter.CONNECTED, instance, ofBus(bus -> bus.connected() ? 1 : 0));
        gauge(NexusCacheMeter.BREAKER_OPEN, instance, ofBus(bus -> bus.breakerOpen() ? 1 : 0));
        counter(NexusCacheMeter.BREAKER_OPENINGS, instance, ofBus(BusStatistics::breakerOpenings));
        counter(NexusCacheMeter.READS_SPARED, instance, ofBus(BusStatistics::readsSkipped));
    }

    @Override
    public void opened(String name) {
        Tags family = instance.and("cache", name, "name", name);
        gets(name, family.and("result", "hit", "tier", "local"), CacheStatistics::localHits);
        gets(name, family.and("result", "hit", "tier", "remote"), CacheStatistics::remoteHits);
        gets(name, family.and("result", "hit", "tier", "stale"), CacheStatistics::staleHits);
        gets(name, family.and("result", "miss", "tier", "none"), CacheStatistics::misses);
        counter(NexusCacheMeter.PUTS, family, of(name, CacheStatistics::puts));
        counter(NexusCacheMeter.EVICTIONS, family, of(name, CacheStatistics::evictions));
        gauge(NexusCacheMeter.SIZE, family, of(name, CacheStatistics::localEntries));

        Tags own = instance.and("cache", name);
        stores(name, own.and("result", "stored"), CacheStatistics::stores);
        stores(name, own.and("result", "refused"), CacheStatistics::refusedStores);
        stores(name, own.and("result", "dropped"), CacheStatistics::droppedStores);
        counter(NexusCacheMeter.BYPASSES, own, of(name, CacheStatistics::bypasses));
        counter(NexusCacheMeter.REFRESHES, own, of(name, CacheStatistics::refreshes));
        counter(NexusCacheMeter.CONFIRMATIONS, own, of(name, CacheStatistics::confirmations));
        counter(NexusCacheMeter.LAGGING, own, of(name, CacheStatistics::laggingLoads));
        counter(NexusCacheMeter.UNREADABLE, own, of(name, CacheStatistics::unreadable));
        counter(NexusCacheMeter.UNENCODABLE, own, of(name, CacheStatistics::unencodable));
        counter(NexusCacheMeter.REMOTE_FAILURES, own, of(name, CacheStatistics::remoteFailures));
        timers(name);
    }

    @Override
    public void loaded(String name, Duration took, boolean failed) {
        LoadTimers timers = timers(name);
        (failed ? timers.failure : timers.success).record(took);
    }

    @Override
    public void evictionHeard(Duration took) {
        lag.record(took);
    }

    /** Takes all meters out of the registry; none is registered after that. */
    void remove() {
        removed = true;
        meters.forEach(registry::remove);
    }

    private void gets(String name, Tags tags, ToDoubleFunction<CacheStatistics> figure) {
        counter(NexusCacheMeter.GETS, tags, of(name, figure));
    }

    private void stores(String name, Tags tags, ToDoubleFunction<CacheStatistics> figure) {
        counter(NexusCacheMeter.STORES, tags, of(name, figure));
    }

    private static ToDoubleFunction<NexusCache> of(String name, ToDoubleFunction<CacheStatistics> figure) {
        return cache -> figure.applyAsDouble(cache.statistics(name));
    }

    private static ToDoubleFunction<NexusCache> ofBus(ToDoubleFunction<BusStatistics> figure) {
        return cache -> figure.applyAsDouble(cache.busStatistics());
    }

    private LoadTimers timers(String name) {
        LoadTimers timers = loads.get(name);
        return timers != null ? timers : loads.computeIfAbsent(name, this::newTimers);
    }

    private LoadTimers newTimers(String name) {
        Tags own = instance.and("cache", name);
        return new LoadTimers(
                timer(NexusCacheMeter.LOAD, own.and("outcome", "success")),
                timer(NexusCacheMeter.LOAD, own.and("outcome", "failure")));
    }

    private void counter(NexusCacheMeter meter, Tags tags, ToDoubleFunction<NexusCache> figure) {
        NexusCache counted = cache.get();
        if (counted != null) {
            keep(FunctionCounter.builder(meter.meterName(), counted, figure)
                    .description(meter.meaning())
                    .tags(tags)
                    .register(registry));
        }
    }

    private void gauge(NexusCacheMeter meter, Tags tags, ToDoubleFunction<NexusCache> figure) {
        NexusCache measured = cache.get();
        if (measured != null) {
            keep(Gauge.builder(meter.meterName(), measured, figure)
                    .description(meter.meaning())
                    .tags(tags)
                    .register(registry));
        }
    }

    private Timer timer(NexusCacheMeter meter, Tags tags) {
        Timer timer = Timer.builder(meter.meterName())
                .description(meter.meaning())
                .tags(tags)
                .register(registry);
        keep(timer);
        return timer;
    }

    /** Added before it is asked whether all are to go: whoever comes later finds it. */
    private void keep(Meter meter) {
        meters.add(meter);
        if (removed) {
            registry.remove(meter);
        }
    }
}
