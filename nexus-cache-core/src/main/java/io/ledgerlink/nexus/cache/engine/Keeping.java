package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
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
    private final Lives lives;

    Keeping(RemoteWriter writer, ServerClock clock, Ticker ticker, Lives lives) {
        this.writer = writer;
        this.clock = clock;
        this.ticker = ticker;
        this.lives = lives;
    }

    /**
     * Whether the source may not have caught up with an eviction, asked when a load begins. What cannot be judged, with the
     * server's clock unknown or an eviction pending, counts as lagging.
     */
    boolean lagging(Target target, Basis basis) {
        Duration lag = target.policy().sourceLag();
        if (lag.isZero()) {
            return false;
        }
        return basis.pending()
                || !clock.known()
                || clock.earliest(ticker.read()) - basis.newestStamp() < lag.toNanos() / 1000;
    }

    /** Keeps a value in both tiers as far as they may have it; the entry, or {@code null} where neither may. */
    @Nullable LocalEntry keep(Target target, Footing footing, @Nullable Object value, boolean lagging) {
        if (lagging) {
            target.counters().laggingLoads.increment();
        }
        long loadTime = ticker.read() - footing.asOf();
        target.cache().loadTook(loadTime);
        Life life = lives.of(target, value, loadTime);
        if (lagging || life.isZero()) {
            return forWaiters(target, footing, value);
        }
        boolean bytes = target.form().bytes();
        Basis basis = footing.basis();
        byte[] encoded = bytes ? encode(target, basis, value) : null;
        if (bytes && encoded == null) {
            return null;
        }
        target.counters().puts.increment();
        Object content = encoded != null ? encoded : value;
        LocalEntry entry = entry(target, basis, content, footing.asOf(), ticker.read(), life);
        if (basis.stands()) {
            target.cache().local().put(target.key(), entry);
        }
        if (footing.remote() && target.cache().policy().remote() && basis.complete()) {
            FleetLease lease = footing.lease();
            if (lease == null) {
                writer.store(target, basis, value, encoded, life);
            } else {
                writer.land(lease, target, basis, value, encoded, life);
            }
        }
        return entry;
    }

    /**
     * A value that is kept nowhere. Where bytes are kept it is encoded all the same, for those who wait for the load and must
     * not share an object; its entry ends as it begins.
     */
    static @Nullable LocalEntry forWaiters(Target target, Footing footing, @Nullable Object value) {
        byte[] encoded = target.form().bytes() ? encode(target, footing.basis(), value) : null;
        return encoded == null
                ? null
                : entry(target, footing.basis(), encoded, footing.asOf(), footing.asOf(), Life.NONE);
    }

    static LocalEntry entry(
            Target target, Basis basis, @Nullable Object content, long asOf, long createdAt, Life life) {
        return new LocalEntry(
                content,
                target.form(),
                basis,
                asOf,
                createdAt,
                createdAt + life.fresh().toNanos(),
                createdAt + life.whole().toNanos(),
                life.lead());
    }

    /** The value's bytes; {@code null} where it has none, which is counted. */
    static byte @Nullable [] encode(Target target, Basis basis, @Nullable Object value) {
        try {
            return target.form().encode(value, basis);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            RemoteWriter.unencodable(target.cache(), e);
            return null;
        }
    }
}
