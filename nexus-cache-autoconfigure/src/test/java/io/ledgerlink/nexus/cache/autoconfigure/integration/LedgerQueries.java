package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.domain.Pageable;

/** Every answer names what was asked, and is different each time it is loaded. */
class LedgerQueries {

    private static final String TAG = "account:{account}";

    @CachedQuery(cache = "entries", query = "entries", tags = TAG)
    public String entries(@Tenant String tenant, String account, @Nullable Pageable page) {
        return loaded(tenant, account, page);
    }

    @CachedQuery(cache = "balances", tags = TAG)
    public String balance(@Tenant String tenant, String account) {
        return loaded(tenant, account, "balance");
    }

    @CachedQuery(cache = "rates", shared = true)
    public String rate(String currency) {
        return loaded("everybody", currency, "rate");
    }

    /** Of the tenant that the resolver names. */
    @Cacheable("names")
    public String name(String account) {
        return loaded(String.valueOf(LedgerApplication.TENANT.get()), account, "name");
    }

    @Cacheable("currencies")
    public String currency(String code) {
        return loaded("everybody", code, "currency");
    }

    private static String loaded(String tenant, String what, @Nullable Object page) {
        return tenant + " | " + what + " | " + page + " | " + UUID.randomUUID();
    }
}
