package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evictions that the remote tier has not confirmed: which scopes, and how many evictions of each are pending.
 *
 * <p>Bounded: when too many scopes wait they collapse to {@code all}, which covers them; none is dropped. Safe for use by
 * many threads.
 */
final class Journal {

    /** Evictions of one scope that wait for the same delivery. */
    record Undelivered(int evictions, Unconfirmed unconfirmed) {

        private Undelivered and(Undelivered later) {
            later.unconfirmed.join(unconfirmed);
            return new Undelivered(evictions + later.evictions, unconfirmed);
        }
    }

    private final Scopes known;
    private final int capacity;
    private Map<Scope, Undelivered> waiting = new LinkedHashMap<>();
    private boolean closed;

    Journal(Scopes known, int capacity) {
        this.known = known;
        this.capacity = capacity;
    }

    void add(Map<Scope, Unconfirmed> evictions) {
        if (!keep(evictions)) {
            evictions.values().forEach(unconfirmed -> unconfirmed.end(false));
        }
    }

    private synchronized boolean keep(Map<Scope, Unconfirmed> evictions) {
        evictions.forEach(
                (scope, unconfirmed) -> waiting.merge(scope, new Undelivered(1, unconfirmed), Undelivered::and));
        if (waiting.size() > capacity) {
            collapse();
        }
        return !closed;
    }

    private void collapse() {
        Scope all = known.all();
        all.beginEviction();
        Undelivered everything = new Undelivered(1, new Unconfirmed());
        Undelivered before = waiting.remove(all);
        Undelivered ofAll = before == null ? everything : before.and(everything);
        waiting.forEach((scope, covered) -> {
            scope.endEvictions(covered.evictions, 0);
            covered.unconfirmed.join(ofAll.unconfirmed);
        });
        waiting.clear();
        waiting.put(all, ofAll);
    }

    /** Puts back what could not be delivered. */
    void restore(Map<Scope, Undelivered> undelivered) {
        if (!putBack(undelivered)) {
            undelivered.values().forEach(lost -> lost.unconfirmed.end(false));
        }
    }

    private synchronized boolean putBack(Map<Scope, Undelivered> undelivered) {
        undelivered.forEach((scope, earlier) -> waiting.merge(scope, earlier, (later, same) -> earlier.and(later)));
        return !closed;
    }

    /** Takes out all that waits, oldest first. */
    synchronized Map<Scope, Undelivered> take() {
        Map<Scope, Undelivered> taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Nothing will be delivered any more: whoever waits for it is told, now or when it comes. */
    void close() {
        List<Undelivered> lost;
        synchronized (this) {
            closed = true;
            lost = List.copyOf(waiting.values());
        }
        lost.forEach(each -> each.unconfirmed.end(false));
    }
}
