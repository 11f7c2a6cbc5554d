package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.aspect.QueryPolicies;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The policies of annotated queries, as {@code nexus.cache.*} says; of a cache itself its own word counts. */
record ConfiguredPolicies(PolicyLayers layers, NexusCache nexus) implements QueryPolicies {

    @Override
    public CachePolicy policy(String cache, @Nullable String named, UnaryOperator<CachePolicy> annotated) {
        return layers.ofQuery(cache, named, annotated);
    }

    @Override
    public CachePolicy cache(String cache) {
        return nexus.policy(cache);
    }

    @Override
    public Set<String> names() {
        return layers.policyNames();
    }
}
