package io.ledgerlink.nexus.cache.journal.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How long rows have been lying as they are, as far as this instance has seen.
 *
 * <p>Compares nobody's clocks. For one thread at a time.
 */
final class Leases {

    /** A row that somebody has claimed, and since when this many claims have been seen. */
    private record Claimed(long claims, long since) {}

    private final long graceNanos;
    private final Ticker ticker;
    private final Map<String, Claimed> claimed = new HashMap<>();

    /** Every row up to this one has been there for the grace time. */
    private long settled;

    /** The last row that was there at {@code lastSeenAt}; what comes later waits for its turn. */
    private long last;

    private long lastSeenAt;

    Leases(long graceNanos, Ticker ticker) {
        this.graceNanos = graceNanos;
        this.ticker = ticker;
        this.lastSeenAt = ticker.read() - graceNanos;
    }

    Ticker ticker() {
        return ticker;
    }

    /** The number up to which rows have been there for the grace time, now that this is the last. */
    synchronized long settled(long lastNow) {
        long now = ticker.read();
        if (now - lastSeenAt >= graceNanos) {
            settled = last;
            last = lastNow;
            lastSeenAt = now;
        }
        return settled;
    }

    /** Whether a row has no claim, or one that has lapsed. Remembers since when it has had its claims. */
    synchronized boolean free(Row row) {
        if (row.claims() == 0) {
            return true;
        }
        long now = ticker.read();
        Claimed claim = claimed.get(row.id());
        if (claim == null || claim.claims != row.claims()) {
            claim = new Claimed(row.claims(), now);
            claimed.put(row.id(), claim);
        }
        return now - claim.since >= graceNanos;
    }

    /** All other rows are gone. */
    synchronized void forgetAllBut(Collection<String> ids) {
        claimed.keySet().retainAll(ids);
    }
}
