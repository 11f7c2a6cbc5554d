package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.Faults;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method of a bean: what was declared, and its plan once a call or the check has asked for it.
 *
 * <p>Safe for use by many threads. Two that ask at the same time may both make the plan, which are the same.
 */
final class CachedMethod {

    private final QueryDeclaration declaration;
    private final List<QueryFault> conflicts;
    private final QueryBinder binder;
    private volatile @Nullable QueryPlan plan;

    CachedMethod(QueryDeclaration declaration, List<QueryFault> conflicts, QueryBinder binder) {
        this.declaration = declaration;
        this.conflicts = conflicts;
        this.binder = binder;
    }

    /**
     * The plan.
     *
     * @throws InvalidQueriesException if the method has faults
     */
    QueryPlan plan() {
        QueryPlan made = plan;
        return made != null ? made : makePlan();
    }

    private QueryPlan makePlan() {
        List<QueryFault> faults = faults();
        QueryPlan made = plan;
        if (made == null) {
            throw new InvalidQueriesException(faults);
        }
        return made;
    }

    /** All that is wrong with it; makes the plan where nothing is. */
    List<QueryFault> faults() {
        if (plan != null) {
            return List.of();
        }
        List<QueryFault> found = new ArrayList<>(declaration.faults());
        found.addAll(conflicts);
        Faults bound = new Faults(declaration.method());
        QueryPlan made = binder.bind(declaration, bound);
        found.addAll(bound.list());
        if (found.isEmpty()) {
            plan = made;
        }
        return found;
    }

    BeanMethod method() {
        return declaration.method();
    }
}
