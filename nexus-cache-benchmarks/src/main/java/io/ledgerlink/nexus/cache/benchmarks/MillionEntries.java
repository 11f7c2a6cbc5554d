package io.ledgerlink.nexus.cache.benchmarks;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.local.LocalTier;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Fills a local tier with a million entries of a million queries, and replaces them all, in a JVM that logs collections. */
final class MillionEntries {

    private static final int ENTRIES = 1_000_000;
    private static final QueryShape SHAPE = QueryShape.of(Ledger.CACHE, "entries", "accountId");

    private final Scopes scopes = new Scopes(new KeyText(Ledger.APPLICATION));
    private final Epoch epoch = new Epoch(System.nanoTime());
    private final LocalTier tier = new LocalTier(Local.references(2L * ENTRIES), Ticker.systemTicker());

    private MillionEntries() {}

    /** Prints the collector's log, then the heap that is used after one more collection, in megabytes. */
    public static void main(String[] arguments) {
        MillionEntries entries = new MillionEntries();
        entries.fill("first");
        entries.fill("second");
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        if (entries.tier.size() != ENTRIES) {
            throw new IllegalStateException(entries.tier.size() + " entries are kept");
        }
        System.out.println(used / 1_000_000);
    }

    private void fill(String value) {
        UUID tenant = new UUID(1, 2);
        for (int i = 0; i < ENTRIES; i++) {
            CacheKey key = SHAPE.key(tenant, Pagination.of(1, 50), new UUID(0xACC, i));
            StampBasis basis = StampBasis.capture(scopes.lineage(key, List.of()), epoch);
            long now = System.nanoTime();
            long end = now + Duration.ofHours(10).toNanos();
            tier.put(key, new LocalEntry(value, SHAPE, basis, now, now, end, end));
        }
    }
}
