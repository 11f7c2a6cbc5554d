package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.TenantResolver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a call's tenant comes from: one place per method, so that no missing value makes another tenant's result. */
sealed interface TenantSource {

    /** The tenant, or {@code null} if the source knows none. */
    @Nullable Object tenant(@Nullable Object target, @Nullable Object[] arguments);

    /** What the source is, in words. */
    String describe();

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
