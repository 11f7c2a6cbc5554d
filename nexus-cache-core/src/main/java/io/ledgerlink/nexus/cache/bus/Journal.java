package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evictions that the remote tier has not confirmed: which scopes, and how many evictions of each are pending.
 *
 * <p>Bounded: when too many scopes wait they collapse to {@code all}, which covers them; none is dropped. Safe for use by
 * many threads.
 */
final class Journal {

    private final Scopes known;
    private final int capacity;
    private Map<Scope, Integer> waiting = new LinkedHashMap<>();

    Journal(Scopes known, int capacity) {
        this.known = known;
        this.capacity = capacity;
    }

    synchronized void add(Collection<Scope> scopes) {
        scopes.forEach(scope -> waiting.merge(scope, 1, Integer::sum));
        if (waiting.size() > capacity) {
            Scope all = known.all();
            all.beginEviction();
            int evictionsOfAll = waiting.getOrDefault(all, 0) + 1;
            waiting.remove(all);
            waiting.forEach((scope, evictions) -> scope.endEvictions(evictions, 0));
            waiting.clear();
            waiting.put(all, evictionsOfAll);
        }
    }

    /** Puts back what could not be delivered. */
    synchronized void restore(Map<Scope, Integer> undelivered) {
        undelivered.forEach((scope, evictions) -> waiting.merge(scope, evictions, Integer::sum));
    }

    /** Takes out all that waits, oldest first. */
    synchronized Map<Scope, Integer> take() {
        Map<Scope, Integer> taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }
}
