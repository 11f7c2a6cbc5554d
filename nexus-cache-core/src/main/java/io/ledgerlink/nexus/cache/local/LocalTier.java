package io.ledgerlink.nexus.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CallShape;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One cache's entries inside the process, on Caffeine.
 *
 * <p>Bounded by entries or by bytes, and an entry leaves when the time of the longest-lived one has passed since it
 * was kept, or room is needed. Neither what is over nor what evictions made invalid is removed before: whoever looks asks the
 * entry itself. Safe for use by many threads.
 */
public final class LocalTier {

    /** What an entry costs beside its bytes, roughly: key, entry and Caffeine's node. */
    private static final int OVERHEAD = 200;

    private final Cache<CacheKey, LocalEntry> entries;
    private final Map<CacheKey, LocalEntry> byKey;
    private final boolean keeps;
    private final Ticker ticker;

    /**
     * Caffeine's clock: when something was last kept. A look asks no clock, and whoever looks asks the entry for its age; what
     * is over leaves when the next entry comes, and nobody needs its room before. Of two writers at once either may win.
     */
    private volatile long lastKept;

    /** How long the entry lives that lives longest; only grows. */
    private volatile long longest;

    public LocalTier(Local bounds, Ticker ticker) {
        this.ticker = ticker;
        this.lastKept = ticker.read();
        this.longest = 1;
        Caffeine<Object, Object> builder =
                Caffeine.newBuilder().ticker(() -> lastKept).expireAfterWrite(longest, TimeUnit.NANOSECONDS);
        this.entries = bounds.maxBytes() > 0
                ? builder.maximumWeight(bounds.maxBytes())
                        .weigher(LocalTier::weight)
                        .build()
                : builder.maximumSize(bounds.maxEntries()).build();
        this.byKey = entries.asMap();
        this.keeps = bounds.maxBytes() > 0 || bounds.maxEntries() > 0;
    }

    /** The entry, whatever its state and its age. */
    public @Nullable LocalEntry get(CacheKey key) {
        return byKey.get(key);
    }

    /** The entry of the key that a probe is equal to. */
    @SuppressWarnings("CollectionIncompatibleType") // Caffeine's table asks the probe.
    public @Nullable LocalEntry get(CallShape.Probe probe) {
        return byKey.get(probe);
    }

    /**
     * Keeps an entry, under a copy of its key that has not built any text yet: the texts may be longer than all the rest. Caffeine
     * makes room some time later, so a tier without any must not take an entry at all.
     */
    public void put(CacheKey key, LocalEntry entry) {
        if (keeps) {
            CacheKey bare = key.bare();
            proceed(entry);
            byKey.merge(bare, entry, LocalTier::newer);
            entry.lineage().query().forgetText(bare);
        }
    }

    /** Of two entries under the same stamps the one that was created later stays, in whichever order they come. */
    private static LocalEntry newer(LocalEntry there, LocalEntry coming) {
        return there.valid() && there.restsLike(coming) && there.createdAt() - coming.createdAt() > 0 ? there : coming;
    }

    private void proceed() {
        long now = ticker.read();
        if (now - lastKept > 0) {
            lastKept = now;
        }
    }

    /** One time for all costs Caffeine less, on each look, than a time for each. */
    private void proceed(LocalEntry coming) {
        proceed();
        long life = coming.staleUntil() - lastKept;
        if (life > longest) {
            lengthen(life);
        }
    }

    private synchronized void lengthen(long life) {
        if (life > longest) {
            longest = life;
            entries.policy().expireAfterWrite().orElseThrow().setExpiresAfter(life, TimeUnit.NANOSECONDS);
        }
    }

    public long size() {
        proceed();
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private static int weight(CacheKey key, LocalEntry entry) {
        return entry.content() instanceof byte[] bytes ? bytes.length + OVERHEAD : OVERHEAD;
    }
}
