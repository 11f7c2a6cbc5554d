package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.stamp.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scopes that were stamped a short while ago, here or elsewhere, held strongly.
 *
 * <p>A server that comes back may have lost the last of what it confirmed. While it is healthy, entries older than the
 * window leave; while nothing proves that, all stay. Where more come than fit, the memory says so, and the one remedy left
 * is to renew {@code all}. Safe for use by many threads.
 */
final class RecentStamps {

    private final int capacity;
    private final long windowNanos;
    private final Map<Scope, Long> scopes = new LinkedHashMap<>();
    private boolean overflowed;
    private long overflowedAt;

    RecentStamps(int capacity, long windowNanos) {
        this.capacity = capacity;
        this.windowNanos = windowNanos;
    }

    synchronized void add(Scope scope, long now) {
        scopes.remove(scope);
        if (scopes.size() >= capacity) {
            overflowed = true;
            overflowedAt = now;
            scopes.remove(scopes.keySet().iterator().next());
        }
        scopes.put(scope, now);
    }

    /** The server was healthy at that time: what was stamped a window before it is safe. */
    synchronized void healthy(long at) {
        var oldest = scopes.values().iterator();
        while (oldest.hasNext() && at - oldest.next() > windowNanos) {
            oldest.remove();
        }
        overflowed &= at - overflowedAt <= windowNanos;
    }

    synchronized List<Scope> scopes() {
        return new ArrayList<>(scopes.keySet());
    }

    /** Whether a scope had to be let go before its time, since this was last asked. */
    synchronized boolean takeOverflow() {
        boolean taken = overflowed;
        overflowed = false;
        return taken;
    }
}
