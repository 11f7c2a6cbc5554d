package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Makes objects that stand in for query types, and keeps one per type.
 *
 * <p>What a cached method's query is called depends on the class that its bean has: an implementation can say more than its
 * interface. So a stand-in evicts for the class of every bean of the type, created or not; where there is none, for the type
 * itself. It looks for them when it is called, for it may be made before them.
 */
final class StandIns {

    private final CacheEvictor evictor;
    private final QueryKeys queries;
    private final BeanClasses classes;
    private final Map<Class<?>, Object> made = new ConcurrentHashMap<>();
    private final Map<Class<?>, EvictorProxy.Targets> targets = new ConcurrentHashMap<>();

    StandIns(CacheEvictor evictor, QueryKeys queries, ConfigurableListableBeanFactory beans) {
        this.evictor = evictor;
        this.queries = queries;
        this.classes = new BeanClasses(beans);
    }

    @SuppressWarnings("unchecked") // For a proxy's class it is of the class behind, as the caller's variable is.
    <T> T of(Class<T> asked) {
        Object standIn = made.get(asked);
        if (standIn == null) {
            standIn = make(ClassUtils.getUserClass(asked));
            made.put(asked, standIn);
        }
        return (T) standIn;
    }

    private Object make(Class<?> type) {
        List<Method> cached = cached(type, orItself(type, classes.declared(type)));
        if (!cached.isEmpty() || classes.known(type)) {
            check(type, cached);
        }
        ProxyFactory factory = new ProxyFactory();
        if (type.isInterface()) {
            factory.setInterfaces(type);
        } else {
            factory.setTargetSource(EmptyTargetSource.forClass(type));
            factory.setProxyTargetClass(true);
        }
        factory.setOpaque(true);
        factory.addAdvice(new EvictorProxy(type, () -> targets(type), queries, evictor));
        try {
            return type.cast(factory.getProxy(type.getClassLoader()));
        } catch (AopConfigException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "evictor.on(" + type.getName()
                            + ") cannot stand in for the type: it is sealed, private or otherwise"
                            + " closed. Name an interface that declares the cached methods, or use evictQuery(key).",
                    e);
        }
    }

    /** What a call evicts for; kept once no other bean is still to come. */
    private EvictorProxy.Targets targets(Class<?> type) {
        EvictorProxy.Targets known = targets.get(type);
        if (known != null) {
            return known;
        }
        boolean complete = classes.started();
        Set<Class<?>> found = orItself(type, classes.of(type));
        List<Method> cached = cached(type, found);
        check(type, cached);
        EvictorProxy.Targets made = new EvictorProxy.Targets(List.copyOf(found), cached);
        if (complete) {
            targets.put(type, made);
        }
        return made;
    }

    private static Set<Class<?>> orItself(Class<?> type, Set<Class<?>> found) {
        return found.isEmpty() ? Set.of(type) : found;
    }

    private List<Method> cached(Class<?> type, Set<Class<?>> targets) {
        return Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                .filter(method -> !method.isSynthetic() && !ReflectionUtils.isObjectMethod(method))
                .filter(method -> targets.stream().anyMatch(target -> queries.cached(method, target)))
                .sorted(Comparator.comparing(BeanMethod::signature))
                .toList();
    }

    private static void check(Class<?> type, List<Method> cached) {
        if (cached.isEmpty()) {
            throw new IllegalArgumentException(
                    "evictor.on(" + type.getName() + ") has nothing to evict: neither the type"
                            + " nor a bean of it has a @CachedQuery method. Name the type whose methods are cached.");
        }
        if (Modifier.isFinal(type.getModifiers())) {
            throw new IllegalArgumentException("evictor.on(" + type.getName() + ") cannot stand in for a final class."
                    + " Let the class not be final, name an interface that declares the cached methods, or use"
                    + " evictQuery(key).");
        }
        List<Method> hidden = cached.stream()
                .filter(method -> Modifier.isFinal(method.getModifiers()) || Modifier.isPrivate(method.getModifiers()))
                .toList();
        if (!hidden.isEmpty()) {
            throw new IllegalArgumentException("evictor.on(" + type.getName() + ") cannot stand in for "
                    + hidden.stream().map(BeanMethod::signature).collect(Collectors.joining(", "))
                    + ": a call of a private or final method reaches no proxy, so it is not cached either. Let it be"
                    + " neither.");
        }
    }
}
