package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one annotated method is cached, for people to read. Immutable.
 *
 * @param method the method, as {@code LedgerQueries.entries(UUID,Pageable)}
 * @param cache its cache; empty if its query object names it
 * @param query its name within the cache
 * @param version the version of its results' meaning
 * @param tenant where the tenant comes from
 * @param arguments the names of the key's arguments
 * @param tags the templates of its tags
 * @param policy how its results are kept; {@code null} if its query object says that
 * @since 0.1
 */
public record QueryDescription(
        String method,
        String cache,
        String query,
        int version,
        String tenant,
        List<String> arguments,
        List<String> tags,
        @Nullable CachePolicy policy) {

    public QueryDescription {
        arguments = List.copyOf(arguments);
        tags = List.copyOf(tags);
    }

    static QueryDescription of(QueryPlan plan) {
        QueryDeclaration declaration = plan.declaration();
        return new QueryDescription(
                declaration.method().toString(),
                declaration.attributes().cache(),
                declaration.queryName(),
                declaration.version(),
                plan.tenant().describe(),
                declaration.arguments(),
                declaration.attributes().tags(),
                plan.policy());
    }
}
