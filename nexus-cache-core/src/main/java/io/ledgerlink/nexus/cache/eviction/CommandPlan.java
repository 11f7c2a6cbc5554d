package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.key.UnfitValueException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

/**
 * What a method evicts, worked out once.
 *
 * @param where the method, for messages
 * @param method the method whose parameters are named
 * @param tags evicted for the tenant
 * @param caches evicted for the tenant, or for all where they are shared
 * @param shared whether the caches have no tenant
 * @param tenantParameter the parameter that names the tenant, -1 if none does
 * @param tenant gives the tenant
 * @param queryParameter the parameter that is a {@link CacheableQuery}, -1 if none is
 * @param condition whether anything is evicted
 * @param afterwards whether the condition needs the result
 * @param separate whether the method never takes part in its caller's transaction
 */
record CommandPlan(
        String where,
        Method method,
        List<TagTemplate> tags,
        List<String> caches,
        boolean shared,
        int tenantParameter,
        @Nullable Expression tenant,
        int queryParameter,
        @Nullable Expression condition,
        boolean afterwards,
        boolean separate) {

    /** Whether only a {@link TenantResolver} can know the tenant. */
    boolean needsResolver() {
        return !shared && tenantParameter < 0 && tenant == null && queryParameter < 0;
    }

    /** What one call evicts once it has succeeded; {@code null} for nothing. */
    @Nullable Wanted wanted(
            Expressions expressions,
            Supplier<List<TenantResolver>> resolvers,
            @Nullable Object target,
            @Nullable Object[] arguments) {
        EvaluationContext call = expressions.call(target, method, arguments.clone());
        if (condition != null && !afterwards && !holds(condition, call)) {
            return null;
        }
        Object name = shared ? null : fixed(tenant(call, resolvers, arguments));
        List<String> rendered =
                tags.stream().map(tag -> tag.render(call, where)).toList();
        return new Wanted(this, name, rendered, call);
    }

    private static boolean holds(Expression condition, EvaluationContext call) {
        return Boolean.TRUE.equals(condition.getValue(call, Boolean.class));
    }

    private @Nullable Object tenant(
            EvaluationContext call, Supplier<List<TenantResolver>> resolvers, @Nullable Object[] arguments) {
        if (tenantParameter >= 0) {
            return arguments[tenantParameter];
        }
        if (tenant != null) {
            return tenant.getValue(call);
        }
        if (queryParameter >= 0) {
            return arguments[queryParameter] instanceof CacheableQuery query ? query.tenant() : null;
        }
        return resolvers.get().stream()
                .map(TenantResolver::currentTenant)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Object fixed(@Nullable Object name) {
        if (name == null || Tenants.isBlank(name)) {
            throw new MissingTenantException("@EvictsQueries on " + where
                    + " found no tenant, so the method was not called. Hand over a @Tenant argument that is neither null"
                    + " nor blank, let tenant name one, or let a TenantResolver know it.");
        }
        try {
            return Tenants.fix(name);
        } catch (UnfitValueException e) {
            throw new CacheKeyException(
                    "@EvictsQueries on " + where + " cannot name its tenant, so the method was not called: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What one call evicts, fixed before the method ran. */
    record Wanted(CommandPlan plan, @Nullable Object tenant, List<String> tags, EvaluationContext call) {

        /** Whether the result lets it be evicted. */
        boolean holds(@Nullable Object result) {
            Expression condition = plan.condition();
            if (condition == null || !plan.afterwards()) {
                return true;
            }
            call.setVariable("result", result);
            return CommandPlan.holds(condition, call);
        }

        void addTo(CacheEvictor.Batch batch) {
            Object name = tenant;
            if (name == null) {
                plan.caches().forEach(batch::shared);
                return;
            }
            tags.forEach(tag -> batch.tag(name, tag));
            plan.caches().forEach(cache -> batch.region(name, cache));
        }
    }
}
