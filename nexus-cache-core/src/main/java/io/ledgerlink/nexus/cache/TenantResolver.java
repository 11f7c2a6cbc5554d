package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * Knows the tenant of the call under way, where no argument names it.
 *
 * <p>Asked on the caller's thread, on every call of a query that needs it, hits included: be quick. Safe for use by many
 * threads. What it throws reaches the caller.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TenantResolver {

    /** The tenant: text, a UUID, a whole number or an enum constant; {@code null} where there is none. */
    @Nullable Object currentTenant();
}
