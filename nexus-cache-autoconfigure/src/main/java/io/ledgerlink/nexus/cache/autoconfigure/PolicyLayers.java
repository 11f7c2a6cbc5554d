package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The policies that come of {@code nexus.cache.*}: what is said of a cache wins over its policy, and that over the defaults.
 *
 * <p>Everything is worked out, and refused where it contradicts itself, when this is made.
 */
final class PolicyLayers {

    private static final Map<String, CachePolicy> READY =
            Map.of("short", CachePolicy.SHORT, "medium", CachePolicy.MEDIUM, "long", CachePolicy.LONG);

    private static final String DEFAULTS = "nexus.cache.defaults";

    private final Layer defaultLayer;
    private final boolean defaultTtlSaid;
    private final Map<String, List<Layer>> policyLayers = new TreeMap<>();
    private final Map<String, List<Layer>> cacheLayers = new TreeMap<>();
    private final CachePolicy defaults;
    private final Map<String, CachePolicy> policies;
    private final Map<String, CachePolicy> caches;

    /** Works the policies out; says whether {@code nexus.cache.defaults.ttl} was written by somebody. */
    PolicyLayers(NexusCacheProperties properties, boolean defaultTtlSaid) {
        this.defaultLayer = Layer.of(properties.defaults());
        this.defaultTtlSaid = defaultTtlSaid;
        READY.forEach((name, policy) -> policyLayers.put(name, new ArrayList<>(List.of(Layer.ready(name, policy)))));
        properties
                .policies()
                .forEach((name, policy) -> policyLayers
                        .computeIfAbsent(name, unknown -> new ArrayList<>())
                        .add(Layer.of(name, policy)));
        properties.caches().forEach((name, cache) -> cacheLayers.put(name, layersOf(name, cache)));
        this.defaults = stack(List.of());
        this.policies = stacks(policyLayers);
        this.caches = stacks(cacheLayers);
    }

    private List<Layer> layersOf(String name, NexusCacheProperties.Cache cache) {
        List<Layer> layers = new ArrayList<>();
        if (cache.policy() != null) {
            layers.addAll(policyOf(name, cache.policy()));
        }
        layers.add(Layer.of(name, cache));
        return layers;
    }

    private List<Layer> policyOf(String cache, String policy) {
        List<Layer> layers = policyLayers.get(policy);
        if (layers == null) {
            throw new InvalidConfigurationPropertyValueException(
                    PropertyText.cache(cache) + ".policy",
                    policy,
                    "There is no such policy." + PropertyText.suggestion(policy, policyNames())
                            + " The policies are " + String.join(", ", policyNames())
                            + "; define others under nexus.cache.policies.");
        }
        return layers;
    }

    /** How caches keep entries of which nothing else is said. */
    CachePolicy defaults() {
        return defaults;
    }

    /** The policies by the names that queries may give. */
    Map<String, CachePolicy> policies() {
        return policies;
    }

    /** The policies of the caches that are configured. */
    Map<String, CachePolicy> caches() {
        return caches;
    }

    /** The policy of one query: the defaults, the policy that it names, its annotation, and what is said of its cache. */
    CachePolicy ofQuery(String cache, @Nullable String named, UnaryOperator<CachePolicy> annotated) {
        CachePolicy policy =
                annotated.apply(stack(named == null ? List.of() : policyLayers.getOrDefault(named, List.of())));
        for (Layer layer : cacheLayers.getOrDefault(cache, List.of())) {
            policy = layer.over(policy);
        }
        return policy;
    }

    Set<String> policyNames() {
        return new TreeSet<>(policyLayers.keySet());
    }

    private Map<String, CachePolicy> stacks(Map<String, List<Layer>> layers) {
        return layers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> stack(each.getValue()), (one, same) -> one, LinkedHashMap::new));
    }

    /** The defaults, and these layers upon them, the last one on top. */
    private CachePolicy stack(List<Layer> layers) {
        CachePolicy policy = defaultLayer.over(CachePolicy.defaults());
        for (Layer layer : layers) {
            policy = layer.over(policy);
        }
        refuseStaleWithoutTtl(layers);
        return policy;
    }

    private void refuseStaleWithoutTtl(List<Layer> layers) {
        if (!defaultTtlSaid && layers.stream().allMatch(layer -> layer.ttl() == null)) {
            Stream.concat(Stream.of(defaultLayer), layers.stream())
                    .filter(layer ->
                            layer.staleFor() != null && !layer.staleFor().isZero())
                    .findFirst()
                    .ifPresent(PolicyLayers::refuseStale);
        }
    }

    private static void refuseStale(Layer layer) {
        throw new InvalidConfigurationPropertyValueException(
                layer.path() + ".stale-for",
                layer.staleFor(),
                "It begins where a ttl ends, and no ttl is set. Set " + layer.path() + ".ttl as well"
                        + (layer.path().equals(DEFAULTS) ? "." : ", or " + DEFAULTS + ".ttl."));
    }

    /** Refuses the first setting that asks for CBOR. */
    void refuseCbor() {
        Stream.concat(
                        Stream.of(defaultLayer),
                        Stream.of(cacheLayers)
                                .flatMap(layers -> layers.values().stream())
                                .flatMap(List::stream))
                .filter(layer -> layer.codec() == CachePolicy.Codec.CBOR)
                .findFirst()
                .ifPresent(layer -> {
                    throw new InvalidConfigurationPropertyValueException(
                            layer.path() + ".codec",
                            "cbor",
                            "CBOR needs tools.jackson.dataformat:jackson-dataformat-cbor on the class path."
                                    + " Add it, or write json.");
                });
    }
}
