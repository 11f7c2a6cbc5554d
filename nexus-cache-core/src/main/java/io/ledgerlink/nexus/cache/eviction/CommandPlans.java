package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.aspect.BeanMethod;
import io.ledgerlink.nexus.cache.aspect.InvalidQueriesException;
import io.ledgerlink.nexus.cache.aspect.QueryFault;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The plans of all methods that evict, each made once.
 *
 * <p>Faults are collected until {@link #findFaults} tells all of them; later ones are told where they are found. Safe for use by
 * many threads.
 */
final class CommandPlans {

    private final BeanFactory beans;
    private final Supplier<List<TenantResolver>> resolvers;
    private final Map<AnnotatedElementKey, CommandReader.Reading> readings = new ConcurrentHashMap<>();
    private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();
    private final Set<QueryFault> faults = new LinkedHashSet<>();
    private final Set<CommandPlan> unchecked = new LinkedHashSet<>();
    private boolean checked;

    CommandPlans(BeanFactory beans, Supplier<List<TenantResolver>> resolvers) {
        this.beans = beans;
        this.resolvers = resolvers;
    }

    /** Whether any method of the class evicts; all are looked at once, so that their faults are known. */
    boolean anyEvicts(Class<?> target) {
        return classes.computeIfAbsent(target, this::look);
    }

    private boolean look(Class<?> target) {
        return Stream.concat(Stream.of(target), ClassUtils.getAllInterfacesForClassAsSet(target).stream())
                        .map(ReflectionUtils::getAllDeclaredMethods)
                        .flatMap(Arrays::stream)
                        .filter(method -> evicts(method, target))
                        .count()
                > 0;
    }

    /** Whether calls of the method evict. */
    boolean evicts(Method method, Class<?> target) {
        CommandReader.Reading reading = reading(method, target);
        if (reading == null) {
            return false;
        }
        note(reading);
        return true;
    }

    /**
     * The plan of a call.
     *
     * @throws InvalidQueriesException if there is none because of faults
     */
    @Nullable CommandPlan plan(Method method, Class<?> target) {
        CommandReader.Reading reading = reading(method, target);
        if (reading != null && !reading.faults().isEmpty()) {
            throw new InvalidQueriesException(reading.faults());
        }
        return reading == null ? null : reading.plan();
    }

    /** All faults that were not told yet; those that come later are told at once. */
    synchronized List<QueryFault> findFaults() {
        checked = true;
        unchecked.forEach(this::checkTenant);
        unchecked.clear();
        List<QueryFault> found = new ArrayList<>(faults);
        found.sort(Comparator.comparing(QueryFault::method));
        faults.clear();
        return found;
    }

    private synchronized void note(CommandReader.Reading reading) {
        faults.addAll(reading.faults());
        CommandPlan plan = reading.plan();
        if (plan != null) {
            unchecked.add(plan);
        }
        if (checked) {
            List<QueryFault> found = findFaults();
            if (!found.isEmpty()) {
                throw new InvalidQueriesException(found);
            }
        }
    }

    private void checkTenant(CommandPlan plan) {
        if (plan.needsResolver() && resolvers.get().isEmpty()) {
            faults.add(new QueryFault(
                    plan.method().toString(),
                    "Nothing says whose entries it evicts.",
                    "Mark a parameter @Tenant, write tenant = \"#…\", define a TenantResolver bean, or declare"
                            + " shared = true if the caches are the same for every tenant."));
        }
    }

    private CommandReader.@Nullable Reading reading(Method method, Class<?> target) {
        AnnotatedElementKey key = new AnnotatedElementKey(method, target);
        CommandReader.Reading known = readings.get(key);
        if (known != null) {
            return known;
        }
        EvictsQueries annotation = BeanMethod.annotation(EvictsQueries.class, method, target);
        if (annotation == null) {
            return null;
        }
        CommandReader.Reading made = new CommandReader(beans, BeanMethod.of(method, target), annotation).read();
        readings.put(key, made);
        return made;
    }
}
