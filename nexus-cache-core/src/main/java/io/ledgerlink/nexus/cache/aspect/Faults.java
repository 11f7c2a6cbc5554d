package io.ledgerlink.nexus.cache.aspect;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one method. */
final class Faults {

    private final String method;
    private final List<QueryFault> found = new ArrayList<>();

    Faults(BeanMethod method) {
        this.method = method.toString();
    }

    void add(String what, String remedy) {
        found.add(new QueryFault(method, what, remedy));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<QueryFault> list() {
        return List.copyOf(found);
    }
}
