package io.ledgerlink.nexus.cache.stamp;

import java.util.List;

/**
 * Tags that a source has found in its result, captured before the first byte was sent that asks for their stamps.
 *
 * <p>Immutable.
 */
public final class FoundTags {

    private final List<Scope> scopes;
    private final long[] generations;
    private final boolean pending;

    private FoundTags(List<Scope> scopes, long[] generations, boolean pending) {
        this.scopes = scopes;
        this.generations = generations;
        this.pending = pending;
    }

    public static FoundTags capture(List<Scope> scopes) {
        long[] generations = new long[scopes.size()];
        boolean pending = false;
        for (int i = 0; i < generations.length; i++) {
            Scope.Snapshot now = scopes.get(i).snapshot();
            generations[i] = now.generation();
            pending |= now.pending();
        }
        return new FoundTags(List.copyOf(scopes), generations, pending);
    }

    /** Whether evictions that began here were pending: the remote tier must be left alone. */
    public boolean pending() {
        return pending;
    }

    public List<Scope> scopes() {
        return scopes;
    }

    /** What an entry rests on that carries these tags, under the stamps that the remote tier gave; tells them to the scopes. */
    public StampBasis under(StampBasis basis, long[] stamps) {
        for (int i = 0; i < stamps.length; i++) {
            scopes.get(i).raise(stamps[i]);
        }
        return basis.with(scopes, generations, stamps);
    }
}
