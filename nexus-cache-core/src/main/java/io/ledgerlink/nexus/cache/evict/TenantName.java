package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.key.UnfitValueException;
import org.jspecify.annotations.Nullable;

/** The tenant whose scopes are to be evicted or purged, as text. */
final class TenantName {

    private TenantName() {}

    /** Callers without null checks of their own are told what to write, so a null is let in. */
    static String of(@Nullable Object tenant) {
        if (tenant == null || Tenants.isBlank(tenant)) {
            throw new MissingTenantException(
                    "An eviction or purge was asked for a tenant that is null or blank. Name the"
                            + " tenant; for a shared cache use evictShared, for every tenant evictCache or evictAll");
        }
        try {
            return Tenants.text(Tenants.fix(tenant));
        } catch (UnfitValueException e) {
            throw new CacheKeyException("An eviction or purge cannot name its tenant: " + e.getMessage(), e);
        }
    }
}
