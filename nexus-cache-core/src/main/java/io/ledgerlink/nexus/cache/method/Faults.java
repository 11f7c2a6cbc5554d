package io.ledgerlink.nexus.cache.method;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found wrong with one method. Used by one thread.
 *
 * @since 0.1
 */
public final class Faults {

    private final String method;
    private final List<QueryFault> found = new ArrayList<>();

    /** None yet. */
    public Faults(BeanMethod method) {
        this.method = method.toString();
    }

    /** One more: what is wrong, and what to write instead, both sentences. */
    public void add(String what, String remedy) {
        found.add(new QueryFault(method, what, remedy));
    }

    /** Whether nothing was found. */
    public boolean none() {
        return found.isEmpty();
    }

    /** All that were found. */
    public List<QueryFault> list() {
        return List.copyOf(found);
    }
}
