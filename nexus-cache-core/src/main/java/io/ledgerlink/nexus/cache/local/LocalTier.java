package io.ledgerlink.nexus.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cache's entries inside the process, on Caffeine.
 *
 * <p>Internal. Bounded by entries or by bytes; every entry leaves when its own time ends, the stale one included. Evictions remove nothing here:
 * what they made invalid no longer answers, and leaves when its time ends or room is needed. Safe for use by many threads.
 */
public final class LocalTier {

    /** What an entry costs beside its bytes, roughly: key, entry and Caffeine's node. */
    private static final int OVERHEAD = 200;

    private final Cache<CacheKey, LocalEntry> entries;
    private final boolean keeps;

    public LocalTier(Local bounds, Ticker ticker) {
        Caffeine<CacheKey, LocalEntry> builder = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.writing((CacheKey key, LocalEntry entry) ->
                        Duration.ofNanos(Math.max(0, entry.staleUntil() - ticker.read()))));
        if (bounds.maxBytes() > 0) {
            builder.maximumWeight(bounds.maxBytes()).weigher((CacheKey key, LocalEntry entry) -> weight(entry));
        } else {
            builder.maximumSize(bounds.maxEntries());
        }
        this.entries = builder.build();
        this.keeps = bounds.maxBytes() > 0 || bounds.maxEntries() > 0;
    }

    public @Nullable LocalEntry get(CacheKey key) {
        return entries.getIfPresent(key);
    }

    /**
     * Keeps an entry, under a copy of its key that has not built any text yet: the texts may be longer than all the rest. Caffeine
     * makes room some time later, so a tier without any must not take an entry at all.
     */
    public void put(CacheKey key, LocalEntry entry) {
        if (keeps) {
            CacheKey bare = key.withTags(List.of());
            entries.asMap().merge(bare, entry, LocalTier::newer);
            entry.lineage().query().forgetText(bare);
        }
    }

    /** Of two entries under the same stamps the one that was created later stays, in whichever order they come. */
    private static LocalEntry newer(LocalEntry there, LocalEntry coming) {
        return there.valid() && there.restsLike(coming) && there.createdAt() - coming.createdAt() > 0 ? there : coming;
    }

    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private static int weight(LocalEntry entry) {
        return entry.content() instanceof byte[] bytes ? bytes.length + OVERHEAD : OVERHEAD;
    }
}
