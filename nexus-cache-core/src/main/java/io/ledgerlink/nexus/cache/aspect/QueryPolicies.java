package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policies that annotated queries are kept under. Implementations are safe for use by many threads.
 *
 * <p>Later layers win: the defaults, the policy that a query names, what its annotation says, the explicit settings of the
 * cache.
 *
 * @since 0.1
 */
public interface QueryPolicies {

    /**
     * The policy of one query.
     *
     * @param cache the query's cache
     * @param named the policy that the query names, one of {@link #names()}; {@code null} if it names none
     * @param annotated what the annotation changes
     */
    CachePolicy policy(String cache, @Nullable String named, UnaryOperator<CachePolicy> annotated);

    /** The policy of a cache, whatever its queries say: its tiers, their store and codec count for all of them. */
    CachePolicy cache(String cache);

    /** The names that a query may name a policy by. */
    Set<String> names();
}
