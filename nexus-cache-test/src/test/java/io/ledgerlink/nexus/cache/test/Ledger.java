package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A service as a user has it: a query, and a command that evicts. */
class Ledger {

    private final CacheEvictor evictor;
    private final Map<String, Integer> balances = new ConcurrentHashMap<>();

    Ledger(CacheEvictor evictor) {
        this.evictor = evictor;
    }

    @CachedQuery(cache = "balances", tags = "account:{account}")
    public int balance(@Tenant String tenant, String account) {
        return balances.getOrDefault(account, 0);
    }

    public void post(String tenant, String account, int amount) {
        write(account, amount);
        evictor.evictTag(tenant, "account:" + account);
    }

    /** As another instance does. */
    void write(String account, int amount) {
        balances.merge(account, amount, Integer::sum);
    }
}
