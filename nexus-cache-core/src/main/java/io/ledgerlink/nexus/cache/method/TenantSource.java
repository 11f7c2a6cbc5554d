package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.key.Tenants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a call's tenant comes from: one place per method, so that no missing value makes another tenant's result.
 *
 * <p>Safe for use by many threads.
 *
 * @since 0.1
 */
public sealed interface TenantSource {

    /** The tenant, or {@code null} if the source knows none. */
    @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments);

    /** What the source is, in words. */
    String describe();

    /** What the method itself names: its marked parameter, its expression or its query; {@code null} if it names none. */
    static @Nullable TenantSource named(
            BeanMethod.@Nullable Parameter marked,
            @Nullable MethodExpression expression,
            BeanMethod.@Nullable Parameter query) {
        if (marked != null) {
            return new Argument(marked);
        }
        if (expression != null) {
            return new Evaluated(expression);
        }
        return query == null ? null : new OfQuery(query);
    }

    /** Tells of a marked parameter whose values can never name a tenant. */
    static void check(BeanMethod.@Nullable Parameter marked, Faults faults) {
        if (marked != null && !Tenants.mayName(marked.rawType())) {
            faults.add(
                    "The @Tenant parameter " + marked.label() + " is a "
                            + marked.rawType().getSimpleName() + ", which cannot name a tenant.",
                    "Hand over its id as text, UUID, number or enum constant, or write tenant = \"#…\".");
        }
    }

    /** All tenants share the results. */
    record Shared() implements TenantSource {

        @Override
        public @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments) {
            return null;
        }

        @Override
        public String describe() {
            return "shared";
        }
    }

    /** The parameter that is marked. */
    record Argument(BeanMethod.Parameter parameter) implements TenantSource {

        @Override
        public @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments) {
            return arguments[parameter.index()];
        }

        @Override
        public String describe() {
            return "parameter " + parameter.label();
        }
    }

    /** The annotation's expression. */
    record Evaluated(MethodExpression expression) implements TenantSource {

        @Override
        public @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments) {
            return expression.value(target, arguments);
        }

        @Override
        public String describe() {
            return "expression " + expression.expression().getExpressionString();
        }
    }

    /** The query that describes itself. */
    record OfQuery(BeanMethod.Parameter parameter) implements TenantSource {

        @Override
        public @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments) {
            return arguments[parameter.index()] instanceof CacheableQuery query ? query.tenant() : null;
        }

        @Override
        public String describe() {
            return "CacheableQuery " + parameter.label();
        }
    }

    /** The beans that know it, the first answer counts. */
    record Resolved(List<TenantResolver> resolvers) implements TenantSource {

        @Override
        public @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments) {
            for (int i = 0; i < resolvers.size(); i++) {
                Object tenant = resolvers.get(i).currentTenant();
                if (tenant != null) {
                    return tenant;
                }
            }
            return null;
        }

        @Override
        public String describe() {
            return "TenantResolver";
        }
    }
}
