package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.concurrent.CompletableFuture;
import org.springframework.cache.annotation.CacheEvict;
import reactor.core.publisher.Mono;

/** Commands that do nothing but evict. */
class LedgerCommands {

    @EvictsQueries(tags = "account:{account}")
    public void post(@Tenant String tenant, String account) {}

    @EvictsQueries(cache = "entries")
    public void importEntries(@Tenant String tenant) {}

    @EvictsQueries(cache = "rates", shared = true)
    public void fixRates() {}

    @CacheEvict("names")
    public void rename(String account) {}

    @CacheEvict(cacheNames = "names", allEntries = true)
    public void renameAll() {}

    @CacheEvict(cacheNames = "names", key = "'holder of ' + #account")
    public void replaceHolder(String account) {}

    @CacheEvict(cacheNames = "currencies", key = "'later ' + #code")
    public Mono<String> redenominateLater(String code) {
        return Mono.just(code);
    }

    @CacheEvict(cacheNames = "currencies", key = "'sync ' + #code")
    public CompletableFuture<String> redenominateInFuture(String code) {
        return CompletableFuture.completedFuture(code);
    }

    @CacheEvict("currencies")
    public void redenominate(String code) {}

    @CacheEvict(cacheNames = "currencies", allEntries = true)
    public void redenominateAll() {}
}
