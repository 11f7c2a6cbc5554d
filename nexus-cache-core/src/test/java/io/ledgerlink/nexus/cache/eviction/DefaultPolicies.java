package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.aspect.QueryPolicies;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything is kept by default, and as its annotation says. */
final class DefaultPolicies implements QueryPolicies {

    @Override
    public CachePolicy policy(String cache, @Nullable String named, UnaryOperator<CachePolicy> annotated) {
        return annotated.apply(CachePolicy.defaults());
    }

    @Override
    public CachePolicy cache(String cache) {
        return CachePolicy.defaults();
    }

    @Override
    public Set<String> names() {
        return Set.of();
    }
}
