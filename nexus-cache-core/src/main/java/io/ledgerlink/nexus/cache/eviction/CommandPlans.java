package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.TenantResolver;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * The plans of all methods that evict, each made once.
 *
 * <p>Faults are collected until {@link #check} tells all of them; later ones are told where they are found. Safe for use by
 * many threads.
 */
final class CommandPlans {

    private final Expressions expressions;
    private final StringValueResolver placeholders;
    private final Supplier<List<TenantResolver>> resolvers;
    private final Map<AnnotatedElementKey, CommandReader.Reading> readings = new ConcurrentHashMap<>();
    private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();
    private final Set<CommandFault> faults = new LinkedHashSet<>();
    private final Set<CommandPlan> unchecked = new LinkedHashSet<>();
    private boolean checked;

    CommandPlans(Expressions expressions, StringValueResolver placeholders, Supplier<List<TenantResolver>> resolvers) {
        this.expressions = expressions;
        this.placeholders = placeholders;
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
     * @throws InvalidCommandsException if there is none because of faults
     */
    @Nullable CommandPlan plan(Method method, Class<?> target) {
        CommandReader.Reading reading = reading(method, target);
        if (reading != null && !reading.faults().isEmpty()) {
            throw new InvalidCommandsException(reading.faults());
        }
        return reading == null ? null : reading.plan();
    }

    /** Tells all faults, from now on at once. */
    synchronized void check() {
        checked = true;
        unchecked.forEach(this::checkTenant);
        unchecked.clear();
        tell();
    }

    private synchronized void note(CommandReader.Reading reading) {
        faults.addAll(reading.faults());
        CommandPlan plan = reading.plan();
        if (plan != null) {
            unchecked.add(plan);
        }
        if (checked) {
            check();
        }
    }

    private void checkTenant(CommandPlan plan) {
        if (plan.needsResolver() && resolvers.get().isEmpty()) {
            faults.add(
                    new CommandFault(
                            plan.where(),
                            "nothing says whose entries it evicts",
                            "Mark a parameter @Tenant, give tenant an expression such as #command.tenantId, define a"
                                    + " TenantResolver bean, or say shared = true if the caches are the same for every tenant"));
        }
    }

    private void tell() {
        if (!faults.isEmpty()) {
            List<CommandFault> told = new ArrayList<>(faults);
            faults.clear();
            throw new InvalidCommandsException(told);
        }
    }

    private CommandReader.@Nullable Reading reading(Method method, Class<?> target) {
        AnnotatedElementKey key = new AnnotatedElementKey(method, target);
        CommandReader.Reading known = readings.get(key);
        if (known != null) {
            return known;
        }
        Method specific = AopUtils.getMostSpecificMethod(method, target);
        EvictsQueries annotation = AnnotatedElementUtils.findMergedAnnotation(specific, EvictsQueries.class);
        if (annotation == null) {
            return null;
        }
        CommandReader.Reading made = new CommandReader(expressions, placeholders, specific, target, annotation).read();
        readings.put(key, made);
        return made;
    }
}
