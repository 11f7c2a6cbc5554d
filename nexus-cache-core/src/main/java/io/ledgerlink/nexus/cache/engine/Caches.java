package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The caches by name; one that was not configured has the default policy. */
final class Caches {

    private final Map<String, CachePolicy> policies;
    private final CachePolicy defaults;
    private final Map<String, CachePolicy> named;
    private final Function<CachePolicy.Codec, CacheCodec> codecs;
    private final Ticker ticker;
    private final Map<String, NamedCache> caches = new ConcurrentHashMap<>();

    Caches(
            Map<String, CachePolicy> policies,
            CachePolicy defaults,
            Map<String, CachePolicy> named,
            Function<CachePolicy.Codec, CacheCodec> codecs,
            Ticker ticker) {
        this.policies = Map.copyOf(policies);
        this.defaults = defaults;
        this.named = new TreeMap<>(named);
        this.codecs = codecs;
        this.ticker = ticker;
    }

    NamedCache get(String name) {
        NamedCache cache = caches.get(name);
        return cache != null ? cache : caches.computeIfAbsent(name, this::open);
    }

    /** The policy that a query names. */
    CachePolicy policy(String name, CacheKey key) {
        CachePolicy policy = named.get(name);
        if (policy == null) {
            throw new CacheKeyException("Query '" + key.shape().query() + "' of cache '" + key.cache()
                    + "' names the policy '" + name + "', which there is not. The policies are " + named.keySet()
                    + ": name one of them, or give the cache another");
        }
        return policy;
    }

    private NamedCache open(String name) {
        CachePolicy policy = policies.getOrDefault(name, defaults);
        return new NamedCache(name, policy, codecs.apply(policy.codec()), ticker);
    }
}
