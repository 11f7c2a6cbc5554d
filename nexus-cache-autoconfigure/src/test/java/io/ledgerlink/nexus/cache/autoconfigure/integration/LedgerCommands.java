package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import org.springframework.cache.annotation.CacheEvict;

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

    @CacheEvict("currencies")
    public void redenominate(String code) {}

    @CacheEvict(cacheNames = "currencies", allEntries = true)
    public void redenominateAll() {}
}
