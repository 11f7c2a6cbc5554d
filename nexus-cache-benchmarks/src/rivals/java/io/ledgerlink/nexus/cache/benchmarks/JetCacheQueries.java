package io.ledgerlink.nexus.cache.benchmarks;

import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;

/** The query method with JetCache's annotation. */
public class JetCacheQueries extends LedgerQueries {

    private static final int HOURS = 10;
    private static final int ENTRIES = 10_000;

    @Override
    @Cached(
            name = Ledger.CACHE,
            cacheType = CacheType.BOTH,
            syncLocal = true,
            expire = HOURS,
            timeUnit = TimeUnit.HOURS,
            localLimit = ENTRIES)
    public @Nullable Page<LedgerEntry> entries(UUID tenantId, UUID accountId, int number, int size) {
        return super.entries(tenantId, accountId, number, size);
    }

    /** The same with no local tier. */
    public static class Remote extends LedgerQueries {

        @Override
        @Cached(name = Ledger.CACHE, cacheType = CacheType.REMOTE, expire = HOURS, timeUnit = TimeUnit.HOURS)
        public @Nullable Page<LedgerEntry> entries(UUID tenantId, UUID accountId, int number, int size) {
            return super.entries(tenantId, accountId, number, size);
        }
    }
}
