package io.ledgerlink.nexus.cache.spring;

/**
 * What a cache of Spring's needs to know beside its {@link io.ledgerlink.nexus.cache.CachePolicy}.
 *
 * @param tenantScoped whether entries belong to the tenant that a {@code TenantResolver} names; else all tenants share them
 * @param allowsNull whether "there is nothing" is cached; if not, putting {@code null} is refused
 * @since 0.1
 */
public record SpringCacheSettings(boolean tenantScoped, boolean allowsNull) {

    private static final SpringCacheSettings DEFAULTS = new SpringCacheSettings(false, true);

    /** Shared by all tenants, and caching {@code null}, as Spring's own caches do. */
    public static SpringCacheSettings defaults() {
        return DEFAULTS;
    }

    /** The same settings for entries that belong to tenants, or that are shared by all. */
    public SpringCacheSettings withTenantScoped(boolean tenantScoped) {
        return new SpringCacheSettings(tenantScoped, allowsNull);
    }

    /** The same settings with {@code null} cached, or refused. */
    public SpringCacheSettings withAllowsNull(boolean allowsNull) {
        return new SpringCacheSettings(tenantScoped, allowsNull);
    }
}
