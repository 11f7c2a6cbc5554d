package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** The plan of a method whose query object says everything: it meets the entries of {@link NexusCache#get} with the same query. */
final class DescribedQueryPlan extends QueryPlan {

    private final NexusCache cache;
    private final Parameter parameter;

    DescribedQueryPlan(
            QueryDeclaration declaration,
            Parameter parameter,
            NexusCache cache,
            VaryByWarning advice,
            SubscriberOptions subscribers) {
        super(declaration, advice, subscribers);
        this.cache = cache;
        this.parameter = parameter;
    }

    @Override
    @Nullable Object ask(MethodInvocation call) throws Throwable {
        return cache.fetch(query(call.getArguments()), declaration().result(), source(call), options(call))
                .value();
    }

    @Override
    CompletableFuture<CachedResult<Object>> askAsync(
            MethodInvocation call, AsyncMethodSource source, FetchOptions options) {
        return cache.fetchAsync(query(call.getArguments()), declaration().result(), source, options);
    }

    @Override
    CacheKey key(@Nullable Object target, @Nullable Object[] arguments) {
        return CacheKey.of(query(arguments));
    }

    private CacheableQuery query(@Nullable Object[] arguments) {
        if (!(arguments[parameter.index()] instanceof CacheableQuery query)) {
            throw new CacheKeyException(
                    declaration().method() + " is cached by its query " + parameter.label()
                            + ", which is null in this call. Hand over a query, or let condition send such calls past the cache.");
        }
        if (query.tenant() == null && !query.shared()) {
            throw new MissingTenantException(declaration().method() + " keeps its results per tenant, and its query "
                    + parameter.label() + " has none. Let its tenant() name one, or its shared() say that the"
                    + " result is the same for every tenant.");
        }
        return query;
    }

    @Override
    Collection<String> tags(@Nullable Object[] arguments) {
        return query(arguments).tags();
    }

    @Override
    @Nullable CachePolicy policy() {
        return null;
    }

    @Override
    TenantSource tenant() {
        return new TenantSource.OfQuery(parameter);
    }
}
