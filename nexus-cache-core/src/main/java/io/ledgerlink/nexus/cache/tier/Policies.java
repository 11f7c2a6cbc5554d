package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

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
}
