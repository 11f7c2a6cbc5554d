package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.Faults;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes plans of declarations, with the beans that they need; the beans are asked for when the first plan is made. */
final class QueryBinder {

    private final Supplier<NexusCache> cache;
    private final Supplier<QueryPolicies> policies;
    private final Supplier<List<TenantResolver>> resolvers;
    private final SubscriberOptions subscribers;
    private final ResultWarning results = new ResultWarning();

    QueryBinder(
            Supplier<NexusCache> cache,
            Supplier<QueryPolicies> policies,
            Supplier<List<TenantResolver>> resolvers,
            SubscriberOptions subscribers) {
        this.subscribers = subscribers;
        this.cache = cache;
        this.policies = policies;
        this.resolvers = resolvers;
    }

    /** The plan of a valid declaration; {@code null} if faults were found. */
    @Nullable QueryPlan bind(QueryDeclaration declaration, Faults faults) {
        Parameter query = declaration.roles().query();
        if (declaration.describesItself()) {
            results.checkEntitiesOfUnknownCache(declaration, faults);
            if (query == null || !faults.none() || !declaration.valid()) {
                return null;
            }
            return new DescribedQueryPlan(
                    declaration,
                    query,
                    cache.get(),
                    new VaryByWarning(declaration, new TenantSource.OfQuery(query)),
                    subscribers);
        }
        TenantSource tenant = tenant(declaration, faults);
        CachePolicy named = policy(declaration, faults);
        if (tenant == null || named == null) {
            return null;
        }
        CachePolicy policy = fitting(declaration, named, faults);
        CachePolicy ofCache = policies.get().cache(declaration.attributes().cache());
        results.checkEntities(declaration, ofCache, faults);
        if (!faults.none() || !declaration.valid()) {
            return null;
        }
        results.adviseOnSetters(declaration, ofCache);
        try {
            return new NamedQueryPlan(
                    declaration, tenant, policy, cache.get(), new VaryByWarning(declaration, tenant), subscribers);
        } catch (UnsupportedTypeException e) {
            faults.add(
                    "It returns " + declaration.method().returnType() + ", which cannot be cached. " + e.getMessage()
                            + ".",
                    "Return a type that can be written and read back, such as a record or a List of records.");
            return null;
        }
    }

    /** A primitive cannot say that there is nothing: what the settings count as that is a failure of such a method. */
    private static CachePolicy fitting(QueryDeclaration declaration, CachePolicy policy, Faults faults) {
        Class<?> returned = declaration.method().returnType().resolve(Object.class);
        if (!returned.isPrimitive()) {
            return policy;
        }
        if (!declaration.attributes().notFoundFor().isEmpty()) {
            faults.add(
                    "It returns " + returned + ", which cannot say that there is nothing, and its notFoundFor names"
                            + " exceptions that count as that.",
                    "Return an object or an Optional, or name none.");
        }
        return policy.withNotFoundFor();
    }

    private @Nullable TenantSource tenant(QueryDeclaration declaration, Faults faults) {
        ParameterRoles roles = declaration.roles();
        if (declaration.attributes().shared()) {
            return new TenantSource.Shared();
        }
        TenantSource named = TenantSource.named(roles.tenant(), declaration.tenant(), roles.query());
        if (named != null) {
            return named;
        }
        if (!declaration.attributes().tenant().isEmpty()) {
            return null; // The expression is faulty, and the reader has said so.
        }
        List<TenantResolver> beans = List.copyOf(resolvers.get());
        if (!beans.isEmpty()) {
            return new TenantSource.Resolved(beans);
        }
        faults.add(
                "Cache '" + declaration.attributes().cache()
                        + "' keeps its entries per tenant, and nothing says whose result this is.",
                "Mark a parameter @Tenant, write tenant = \"#…\", define a TenantResolver bean, or declare"
                        + " shared = true if the result is the same for every tenant.");
        return null;
    }

    private @Nullable CachePolicy policy(QueryDeclaration declaration, Faults faults) {
        QueryAttributes attributes = declaration.attributes();
        QueryPolicies known = policies.get();
        String named = attributes.policy().isEmpty() ? null : attributes.policy();
        if (named != null && !known.names().contains(named)) {
            String meant = NearestName.to(named, known.names())
                    .map(name -> "Did you mean '" + name + "'? ")
                    .orElse("");
            faults.add(
                    "It names the policy '" + named + "', which there is not.",
                    meant + "The policies are " + new TreeSet<>(known.names())
                            + ": name one of them, or define nexus.cache.policies." + named + ".");
            return null;
        }
        return known.policy(attributes.cache(), named, declaration::on);
    }
}
