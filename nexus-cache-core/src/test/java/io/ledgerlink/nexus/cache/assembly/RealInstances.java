package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Instances of one application on a real Redis, with a quick bus, and the source that they share. */
final class RealInstances implements AutoCloseable {

    static final Duration REMOTE_TIMEOUT = Duration.ofMillis(250);

    private static final BusSettings BUS = new BusSettings(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofMinutes(1),
            10_000,
            10_000,
            Duration.ofHours(1),
            false);

    private final Supplier<LettuceConnectionFactory> factories;
    private final Duration remoteTimeout;
    private final List<NexusCache> caches = new ArrayList<>();
    private final List<LettuceConnectionFactory> opened = new ArrayList<>();

    /** How far the instances' clocks are ahead. */
    private final AtomicLong ahead = new AtomicLong();

    /** What every instance's source says now. */
    volatile String source = "v1";

    RealInstances(Supplier<LettuceConnectionFactory> factories) {
        this(factories, REMOTE_TIMEOUT);
    }

    /** Instances that give a server as much time as a slow machine needs. */
    RealInstances(Supplier<LettuceConnectionFactory> factories, Duration remoteTimeout) {
        this.factories = factories;
        this.remoteTimeout = remoteTimeout;
    }

    NexusCache start() {
        return start(Duration.ofSeconds(20));
    }

    NexusCache start(Duration startupTimeout) {
        LettuceConnectionFactory factory = factories.get();
        opened.add(factory);
        NexusCache cache = NexusCacheBuilder.named("app")
                .redis(factory)
                .bus(BUS)
                .ticker(() -> System.nanoTime() + ahead.get())
                .remoteTimeout(remoteTimeout)
                .startupTimeout(startupTimeout)
                .build();
        caches.add(cache);
        return cache;
    }

    /** Lets time pass for the instances; the server's stands still. */
    void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    String get(NexusCache cache, CacheKey key) {
        return Objects.requireNonNull(cache.<String, RuntimeException>get(key, String.class, () -> source));
    }

    /** Has every instance hold the key's value, and the remote tier too. */
    void spread(CacheKey key) {
        NexusCache first = caches.get(0);
        long before = first.statistics(key.cache()).stores();
        get(first, key);
        Await.until("the entry is stored", () -> first.statistics(key.cache()).stores() > before);
        caches.forEach(cache -> assertThat(get(cache, key)).isEqualTo(source));
    }

    /** Changes the source, evicts on the first instance, and waits until every one has heard. */
    void evictConfirmed(String tenant, String newSource) {
        source = newSource;
        String stamp = new KeyText("app").tagStamp(tenant, "account:7");
        Set<NexusCache> deaf = ConcurrentHashMap.newKeySet();
        deaf.addAll(caches);
        Map<NexusCache, EvictionListener> ears = new IdentityHashMap<>();
        deaf.forEach(cache -> ears.put(cache, eviction -> {
            if (eviction.stamps().stream().anyMatch(evicted -> evicted.scope().equals(stamp))) {
                deaf.remove(cache);
            }
        }));
        ears.forEach((cache, ear) -> cache.evictor().addListener(ear));
        try {
            Await.until("every instance has heard", () -> hasBeenHeard(tenant, deaf));
        } finally {
            ears.forEach((cache, ear) -> cache.evictor().removeListener(ear));
        }
    }

    /** An instance that subscribes again may miss the message: only then is it evicted once more. */
    private boolean hasBeenHeard(String tenant, Set<NexusCache> deaf) {
        List<NexusCache> all = List.copyOf(caches);
        List<Long> epochs = epochsOf(all);
        assertThat(all.get(0).evictor().evictTag(tenant, "account:7").status()).isEqualTo(Status.CONFIRMED);
        Await.until(
                "it is heard, or an instance has subscribed again",
                () -> deaf.isEmpty() || !epochsOf(all).equals(epochs));
        return deaf.isEmpty();
    }

    private static List<Long> epochsOf(List<NexusCache> caches) {
        return caches.stream().map(cache -> cache.busStatistics().epochs()).toList();
    }

    /** Asks every instance again and again until evictions are confirmed everywhere; none may ever say the old value. */
    void neverSayUntilHealed(String old, List<CacheKey> keys) {
        for (NexusCache evicting : List.copyOf(caches)) {
            Await.until("evictions are confirmed again", () -> {
                noneSays(old, keys);
                return evicting.evictor().evictTenant("nobody").status() == Status.CONFIRMED;
            });
        }
        noneSays(old, keys);
        start();
        noneSays(old, keys);
    }

    void noneSays(String old, List<CacheKey> keys) {
        for (NexusCache cache : caches) {
            for (CacheKey key : keys) {
                assertThat(get(cache, key)).isNotEqualTo(old);
            }
        }
    }

    @Override
    public void close() {
        caches.forEach(NexusCache::close);
        opened.forEach(LettuceConnectionFactory::destroy);
    }

    static CacheKey key() {
        return key("t1", 0);
    }

    static CacheKey key(String tenant, int entry) {
        return CacheKey.builder("ledger")
                .tenant(tenant)
                .query("entries")
                .part("entry", entry)
                .page(Pagination.of(1, 10))
                .tags("account:7")
                .build();
    }
}
