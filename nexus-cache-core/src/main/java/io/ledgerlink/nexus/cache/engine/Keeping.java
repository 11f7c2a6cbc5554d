package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.Basis;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides what a loaded value is kept for, and puts it into both tiers under the basis of its load. */
final class Keeping {

    private final RemoteWriter writer;
    private final ServerClock clock;
    private final Ticker ticker;

    Keeping(RemoteWriter writer, ServerClock clock, Ticker ticker) {
        this.writer = writer;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Whether the source may not have caught up with an eviction, asked when a load begins. What cannot be judged, with the
     * server's clock unknown or an eviction pending, counts as lagging.
     */
    boolean lagging(NamedCache cache, Basis basis) {
        Duration lag = cache.policy().sourceLag();
        if (lag.isZero()) {
            return false;
        }
        return basis.pending()
                || !clock.known()
                || clock.earliest(ticker.read()) - basis.newestStamp() < lag.toNanos() / 1000;
    }

    Duration ttl(NamedCache cache, @Nullable Object value) {
        return value == null ? cache.policy().nullTtl() : cache.policy().ttl();
    }

    /**
     * Keeps a value in both tiers as far as they may have it; the entry, or {@code null} where neither may. Values that
     * nobody may share are encoded all the same, for those who wait for the load: the entry then ends as it begins.
     */
    @Nullable LocalEntry keep(
            NamedCache cache, CacheKey key, ValueForm form, Footing footing, @Nullable Object value, boolean lagging) {
        Duration ttl = lagging ? Duration.ZERO : ttl(cache, value);
        if (lagging) {
            cache.counters().laggingLoads.increment();
        }
        if (ttl.isZero() && !form.bytes()) {
            return null;
        }
        Basis basis = footing.basis();
        byte[] encoded = null;
        if (form.bytes()) {
            encoded = encode(cache, form, basis, value);
            if (encoded == null) {
                return null;
            }
        }
        LocalEntry entry = entry(form, basis, encoded != null ? encoded : value, footing.asOf(), ticker.read(), ttl);
        if (ttl.isZero()) {
            return entry;
        }
        if (basis.stands()) {
            cache.local().put(key, entry);
        }
        if (footing.remote() && cache.policy().remote() && basis.complete()) {
            writer.store(cache, key, form, basis, value, encoded, ttl);
        }
        return entry;
    }

    LocalEntry entry(ValueForm form, Basis basis, @Nullable Object content, long asOf, long createdAt, Duration ttl) {
        return new LocalEntry(content, form, basis, asOf, createdAt, createdAt + ttl.toNanos());
    }

    /** The value's bytes; {@code null} where it has none, which is counted. */
    byte @Nullable [] encode(NamedCache cache, ValueForm form, Basis basis, @Nullable Object value) {
        try {
            return form.encode(value, basis);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            RemoteWriter.unencodable(cache, e);
            return null;
        }
    }
}
