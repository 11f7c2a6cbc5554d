package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.key.UnfitValueException;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import io.ledgerlink.nexus.cache.method.TagTemplate;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a method evicts, worked out once.
 *
 * @param tags evicted for the tenant
 * @param caches evicted for the tenant, or for all where they are shared
 * @param shared whether the caches have no tenant
 * @param tenant what the method says of its tenant; {@code null} if only a {@link TenantResolver} can know it
 * @param condition whether anything is evicted
 * @param separate whether the method never takes part in its caller's transaction
 */
record CommandPlan(
        BeanMethod method,
        List<TagTemplate> tags,
        List<String> caches,
        boolean shared,
        @Nullable TenantSource tenant,
        @Nullable MethodExpression condition,
        boolean separate) {

    /** Whether only a {@link TenantResolver} can know the tenant. */
    boolean needsResolver() {
        return !shared && tenant == null;
    }

    /** What one call evicts once it has succeeded; {@code null} for nothing. */
    @Nullable Wanted wanted(Supplier<List<TenantResolver>> resolvers, @Nullable Object target, @Nullable Object[] arguments) {
        if (condition != null && !condition.needsResult() && !condition.holds(target, arguments)) {
            return null;
        }
        Object name = shared ? null : fixed(tenantOf(resolvers, target, arguments));
        List<String> rendered = tags.stream().map(tag -> tag.render(arguments)).toList();
        return new Wanted(this, name, rendered, target, arguments.clone());
    }

    private @Nullable Object tenantOf(
            Supplier<List<TenantResolver>> resolvers, @Nullable Object target, @Nullable Object[] arguments) {
        TenantSource source = tenant != null ? tenant : new TenantSource.Resolved(resolvers.get());
        return source.tenant(target, arguments);
    }

    private Object fixed(@Nullable Object name) {
        if (name == null || Tenants.isBlank(name)) {
            throw new MissingTenantException("@EvictsQueries on " + method
                    + " found no tenant, so the method was not called. Hand over a @Tenant argument that is neither null"
                    + " nor blank, let tenant name one, or let a TenantResolver know it.");
        }
        try {
            return Tenants.fix(name);
        } catch (UnfitValueException e) {
            throw new CacheKeyException(
                    "@EvictsQueries on " + method + " cannot name its tenant, so the method was not called: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What one call evicts, fixed before the method ran. */
    record Wanted(
            CommandPlan plan,
            @Nullable Object tenant,
            List<String> tags,
            @Nullable Object target,
            @Nullable Object[] arguments) {

        BeanMethod method() {
            return plan.method();
        }

        /** Whether the result lets it be evicted. */
        boolean holds(@Nullable Object result) {
            MethodExpression condition = plan.condition();
            return condition == null || !condition.needsResult() || condition.holds(target, arguments, result);
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
