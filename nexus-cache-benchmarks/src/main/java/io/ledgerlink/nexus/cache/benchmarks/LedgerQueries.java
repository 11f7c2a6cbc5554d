package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.PageSize;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.domain.Page;

/**
 * The query method that all rivals cache.
 *
 * <p>It carries the annotation of each; an application applies the one that it was wired for.
 */
public class LedgerQueries {

    private @Nullable Page<LedgerEntry> page = LedgerEntry.page();

    @CachedQuery(cache = Ledger.CACHE, tags = "account:{accountId}")
    @Cacheable(Ledger.CACHE)
    public @Nullable Page<LedgerEntry> entries(
            @Tenant UUID tenantId, UUID accountId, @PageNumber int number, @PageSize int size) {
        return page;
    }

    /** From here on a call that reaches the method finds nothing, so that it cannot be mistaken for a hit. */
    public void lose() {
        page = null;
    }
}
