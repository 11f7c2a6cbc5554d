package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.metrics.Observers;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The caches by name; one that was not configured has the default policy. */
public final class Caches {

    private final Policies policies;
    private final Ticker ticker;
    private final Observers observers;
    private final Map<String, NamedCache> caches = new ConcurrentHashMap<>();

    public Caches(Policies policies, Ticker ticker, Observers observers) {
        this.policies = policies;
        this.ticker = ticker;
        this.observers = observers;
    }

    public NamedCache get(String name) {
        NamedCache cache = caches.get(name);
        return cache != null ? cache : open(name);
    }

    /** The policy that a query names. */
    public CachePolicy policy(String name, CacheKey key) {
        CachePolicy policy = policies.named().get(name);
        if (policy == null) {
            throw new CacheKeyException("Query '" + key.shape().query() + "' of cache '" + key.cache()
                    + "' names the policy '" + name + "', which there is not. The policies are "
                    + policies.named().keySet()
                    + ": name one of them, or give the cache another");
        }
        return policy;
    }

    /** The policy of a cache. */
    public CachePolicy policy(String cache) {
        return policies.caches().getOrDefault(cache, policies.defaults());
    }

    /** Those that were configured or have been asked, in order. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(policies.caches().keySet());
        names.addAll(caches.keySet());
        return Collections.unmodifiableSet(names);
    }

    /** Observers are told under no lock, and have heard of those that were configured. */
    private NamedCache open(String name) {
        CachePolicy policy = policy(name);
        CacheCounters counters = new CacheCounters(name, observers);
        NamedCache opened = new NamedCache(name, policy, policies.codecs().apply(policy.codec()), ticker, counters);
        NamedCache earlier = caches.putIfAbsent(name, opened);
        if (earlier != null) {
            return earlier;
        }
        if (!policies.caches().containsKey(name)) {
            observers.opened(name);
        }
        return opened;
    }
}
