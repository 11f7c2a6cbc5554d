package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.TagTemplate;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** The plan of a method whose annotation names the cache. */
final class NamedQueryPlan extends QueryPlan {

    private final TenantSource tenant;
    private final boolean shared;
    private final PageSource page;
    private final KeySource arguments;
    private final ProbeSource probes;
    private final List<TagTemplate> tags;
    private final BeanMethod.@Nullable Parameter query;
    private final CachePolicy policy;
    private final QueryHandle.PerCall<Object> handle;
    private final Function<MethodInvocation, MethodSource> sources = this::source;

    NamedQueryPlan(
            QueryDeclaration declaration,
            TenantSource tenant,
            CachePolicy policy,
            NexusCache cache,
            VaryByWarning advice,
            SubscriberOptions subscribers) {
        super(declaration, advice, subscribers);
        QueryShape shape = shape(declaration);
        this.tenant = tenant;
        this.shared = declaration.attributes().shared();
        this.page = PageSource.of(declaration);
        this.arguments = KeySource.of(declaration);
        this.probes = ProbeSource.of(declaration, shape, tenant, page);
        this.tags = declaration.tags();
        this.query = declaration.roles().query();
        this.policy = policy;
        this.handle = handle(declaration, shape, policy, cache);
    }

    private QueryHandle.PerCall<Object> handle(
            QueryDeclaration declaration, QueryShape shape, CachePolicy policy, NexusCache cache) {
        QueryHandle.Builder<Object> builder =
                cache.<Object>query(shape, declaration.result()).policy(policy);
        if (declaration.foundTags() != null) {
            builder.findsTags();
        }
        return tags.isEmpty() && query == null
                ? builder.perCall()
                : builder.tagsFromSource().perCall();
    }

    private static QueryShape shape(QueryDeclaration declaration) {
        QueryShape shape = QueryShape.of(
                        declaration.attributes().cache(),
                        declaration.queryName(),
                        declaration.arguments().toArray(String[]::new))
                .version(declaration.version());
        return declaration.attributes().shared() ? shape.asShared() : shape;
    }

    @Override
    boolean namesPage(MethodInvocation call) {
        return page.names(call.getArguments());
    }

    /** Whatever finds an entry is a tenant and a page: the key of the entry has been checked. */
    @Override
    @Nullable Object hit(MethodInvocation call) {
        CallShape.Probe probe = probes.ofArguments(call.getArguments());
        return probe == null ? null : handle.hit(options(call), probe);
    }

    @Override
    CompletableFuture<CachedResult<Object>> askAsync(
            MethodInvocation call, AsyncMethodSource source, FetchOptions options) {
        @Nullable Object target = call.getThis();
        @Nullable Object[] given = call.getArguments();
        return handle.fetchAsync(options, source, tenant(target, given), page.page(given), arguments.of(target, given));
    }

    /** A probe that takes more than the arguments finds most other hits. */
    @Override
    @Nullable Object ask(MethodInvocation call) throws Throwable {
        @Nullable Object target = call.getThis();
        @Nullable Object[] given = call.getArguments();
        Object tenant = tenant(target, given);
        FetchOptions options = options(call);
        CallShape.Probe probe = probes.withTenant(tenant, given);
        Object hit = probe == null ? null : handle.hit(options, probe);
        return hit != null
                ? hit
                : handle.get(options, call, sources, tenant, page.page(given), arguments.of(target, given));
    }

    @Override
    CacheKey key(@Nullable Object target, @Nullable Object[] given) {
        return handle.key(tenant(target, given), null, arguments.of(target, given));
    }

    private @Nullable Object tenant(@Nullable Object target, @Nullable Object[] given) {
        Object found = tenant.tenant(target, given);
        checkTenantOfQuery(found, given);
        if (found == null && !shared) {
            throw new MissingTenantException(declaration().method() + " keeps its results per tenant, and "
                    + tenant.describe() + " gave none. Hand one over, let a TenantResolver bean know it, or declare"
                    + " shared = true if the result is the same for every tenant.");
        }
        return found;
    }

    /** What a query says of its tenant is not part of its arguments, and so must not be passed over. */
    private void checkTenantOfQuery(@Nullable Object found, @Nullable Object[] given) {
        if (query == null || !(given[query.index()] instanceof CacheableQuery described)) {
            return;
        }
        Object own = described.tenant();
        if (own == null) {
            return;
        }
        if (shared) {
            throw new CacheKeyException(declaration().method() + " is shared by all tenants, and its query "
                    + query.label() + " has a tenant. Let its tenant() give null, or do not declare the method as"
                    + " shared.");
        }
        if (found != null && !Tenants.same(found, own)) {
            throw new CacheKeyException(declaration().method() + " takes its tenant from " + tenant.describe()
                    + ", and its query " + query.label() + " has another. Hand over a query of that tenant, or let its"
                    + " tenant() give null.");
        }
    }

    @Override
    Collection<String> tags(@Nullable Object[] given) {
        List<String> rendered = new ArrayList<>(tags.size());
        for (TagTemplate tag : tags) {
            rendered.add(tag.render(given));
        }
        if (query != null && given[query.index()] instanceof CacheableQuery own) {
            rendered.addAll(own.tags());
            if (shared && !own.tags().isEmpty()) {
                throw new CacheKeyException(declaration().method() + " is shared by all tenants, and its query has the"
                        + " tags " + own.tags() + ". A tag belongs to one tenant: leave the tags out, or do not"
                        + " declare the query as shared.");
            }
        }
        return rendered;
    }

    @Override
    CachePolicy policy() {
        return policy;
    }

    @Override
    TenantSource tenant() {
        return tenant;
    }
}
