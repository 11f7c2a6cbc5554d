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
    private Map<String, Claimed> claimed = new HashMap<>();

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

    /** Remembers since when each of these has had its claims, and forgets all others. */
    synchronized void watch(Collection<Row> rows) {
        long now = ticker.read();
        Map<String, Claimed> seen = new HashMap<>();
        for (Row row : rows) {
            if (row.claims() > 0) {
                Claimed before = claimed.get(row.id());
                seen.put(
                        row.id(),
                        before != null && before.claims == row.claims() ? before : new Claimed(row.claims(), now));
            }
        }
        claimed = seen;
    }

    /** Whether a row that is watched has no claim, or one that has lapsed. */
    synchronized boolean free(Row row) {
        Claimed claim = claimed.get(row.id());
        return claim == null || ticker.read() - claim.since >= graceNanos;
    }
}
