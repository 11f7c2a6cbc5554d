package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** Evicts the query that a call names instead of answering it. */
final class EvictorProxy implements MethodInterceptor {

    /**
     * What the calls of a type are evicted for.
     *
     * @param classes those that plan a call's query, each in its own way
     * @param cached the type's methods that are cached for any of them
     */
    record Targets(List<Class<?>> classes, List<Method> cached) {}

    private final Class<?> type;
    private final Supplier<Targets> targets;
    private final QueryKeys queries;
    private final CacheEvictor evictor;

    EvictorProxy(Class<?> type, Supplier<Targets> targets, QueryKeys queries, CacheEvictor evictor) {
        this.type = type;
        this.targets = targets;
        this.queries = queries;
        this.evictor = evictor;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) {
        Method method = call.getMethod();
        if (ReflectionUtils.isToStringMethod(method)) {
            return "evictor.on(" + type.getName() + ")";
        }
        Targets found = targets.get();
        Set<CacheKey> keys = keys(found.classes(), method, call.getArguments());
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + "." + BeanMethod.signature(method)
                    + " is not cached, so there is nothing to evict. The cached methods of the type are: "
                    + found.cached().stream().map(BeanMethod::signature).collect(Collectors.joining(", ")));
        }
        evictor.evict(batch -> keys.forEach(batch::query));
        return EmptyValue.of(method.getReturnType());
    }

    /** One key for each class that plans the call's query in its own way. */
    private Set<CacheKey> keys(List<Class<?>> targets, Method method, @Nullable Object[] arguments) {
        Set<CacheKey> keys = new LinkedHashSet<>();
        for (Class<?> target : targets) {
            CacheKey key = queries.key(method, target, arguments.clone());
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }
}
