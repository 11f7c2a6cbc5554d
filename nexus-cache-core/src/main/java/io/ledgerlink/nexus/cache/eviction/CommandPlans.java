package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.ProxyAccess;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.AnnotatedElementKey;
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
    private final ProxyAccess access;
    private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();
    private final Set<CommandReader.Reading> unchecked = new LinkedHashSet<>();
    private boolean checked;

    CommandPlans(BeanFactory beans, Supplier<List<TenantResolver>> resolvers) {
        this.beans = beans;
        this.access = new ProxyAccess(beans);
        this.resolvers = resolvers;
    }

    /** Whether any method of the class evicts; all are looked at once, so that their faults are known. */
    boolean anyEvicts(Class<?> target) {
        Boolean known = classes.get(target);
        if (known == null) {
            known = look(target);
            classes.put(target, known);
        }
        return known;
    }

    private boolean look(Class<?> target) {
        return BeanMethod.typesOf(target).stream()
                        .map(ReflectionUtils::getAllDeclaredMethods)
                        .flatMap(Arrays::stream)
                        .filter(method -> evicts(method, target))
                        .count()
                > 0;
    }

    /** Whether a proxy is to stand before the method so that its calls evict, and can. */
    boolean evicts(Method method, Class<?> target) {
        CommandReader.Reading reading = reading(method, target);
        if (reading == null) {
            return false;
        }
        note(reading);
        return !access.closed(reading.method());
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
    List<QueryFault> findFaults() {
        List<CommandReader.Reading> seen = take();
        return seen.stream()
                .flatMap(reading -> faultsOf(reading).stream())
                .distinct()
                .sorted(Comparator.comparing(QueryFault::method))
                .toList();
    }

    private synchronized List<CommandReader.Reading> take() {
        checked = true;
        List<CommandReader.Reading> taken = List.copyOf(unchecked);
        unchecked.clear();
        return taken;
    }

    private void note(CommandReader.Reading reading) {
        if (awaitsCheck(reading)) {
            return;
        }
        List<QueryFault> faults = faultsOf(reading);
        if (!faults.isEmpty()) {
            throw new InvalidQueriesException(faults);
        }
    }

    private synchronized boolean awaitsCheck(CommandReader.Reading reading) {
        if (!checked) {
            unchecked.add(reading);
        }
        return !checked;
    }

    /** Holds no lock: asking for resolvers creates their beans. */
    private List<QueryFault> faultsOf(CommandReader.Reading reading) {
        CommandPlan plan = reading.plan();
        if (plan != null && plan.needsResolver() && resolvers.get().isEmpty()) {
            return List.of(new QueryFault(
                    plan.method().toString(),
                    "Nothing says whose entries it evicts.",
                    "Mark a parameter @Tenant, write tenant = \"#…\", define a TenantResolver bean, or declare"
                            + " shared = true if the caches are the same for every tenant."));
        }
        return reading.faults();
    }

    /** The plans of the methods seen so far, sorted by their names; those with faults are left out. */
    List<CommandPlan> plans() {
        return readings.values().stream()
                .map(CommandReader.Reading::plan)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(plan -> plan.method().toString()))
                .toList();
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
