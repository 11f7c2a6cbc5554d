package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.domain.Pageable;
import reactor.core.publisher.Mono;

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

    /** Of the tenant that the resolver names, loaded once for all who ask at once. */
    @Cacheable(cacheNames = "names", key = "'holder of ' + #account", sync = true)
    public String holder(String account) {
        return loaded(String.valueOf(LedgerApplication.TENANT.get()), account, "holder");
    }

    /** Asked for by Spring through {@code Cache.retrieve}. */
    @Cacheable(cacheNames = "currencies", key = "'later ' + #code")
    public Mono<String> currencyLater(String code) {
        return Mono.fromSupplier(() -> loaded("everybody", code, "currency later"));
    }

    /** The same, with a loader that is handed over. */
    @Cacheable(cacheNames = "currencies", key = "'sync ' + #code", sync = true)
    public CompletableFuture<String> currencyInFuture(String code) {
        return CompletableFuture.completedFuture(loaded("everybody", code, "currency in future"));
    }

    private static String loaded(String tenant, String what, @Nullable Object page) {
        return tenant + " | " + what + " | " + page + " | " + UUID.randomUUID();
    }
}
