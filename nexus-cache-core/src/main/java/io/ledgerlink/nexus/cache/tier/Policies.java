package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How caches keep their entries.
 *
 * @param caches by the names of those that were configured
 * @param defaults of all others
 * @param named policies that queries may name
 * @param codecs who encodes
 */
public record Policies(
        Map<String, CachePolicy> caches,
        CachePolicy defaults,
        Map<String, CachePolicy> named,
        Function<CachePolicy.Codec, CacheCodec> codecs) {

    public Policies {
        caches = Map.copyOf(caches);
        named = new TreeMap<>(named);
    }

    /** The same, where there is no remote tier. */
    public Policies localOnly() {
        Map<String, CachePolicy> local = new LinkedHashMap<>();
        caches.forEach((name, policy) -> local.put(name, policy.withRemote(false)));
        return new Policies(local, defaults.withRemote(false), named, codecs);
    }

    /** How long a stamp is to be kept: one that goes before its entries only makes misses, so twice the longest life is plenty. */
    public Duration stampLife(Duration atLeast) {
        Duration longest = Stream.of(caches.values(), named.values(), List.of(defaults))
                .flatMap(Collection::stream)
                .map(policy -> policy.ttl().plus(policy.staleFor()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO)
                .multipliedBy(2);
        return longest.compareTo(atLeast) > 0 ? longest : atLeast;
    }
}
