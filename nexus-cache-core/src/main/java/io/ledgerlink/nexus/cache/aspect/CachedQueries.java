package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.ProxyAccess;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;

/**
 * The {@link CachedQuery} methods of an application's beans: finds them, checks them, and answers their calls.
 *
 * <p>Safe for use by many threads. Made from suppliers, so that nothing is created
 * before the first plan is: by {@link #check()}, or by a call that comes earlier.
 *
 * @since 0.1
 */
public final class CachedQueries {

    /**
     * Where the cache stands among a bean's advisors: around {@code @Transactional} (the last by default), and inside
     * Spring Security's, which come first, and {@code @Async}.
     */
    public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 100;

    private static final int PLACES = 256;

    private final QueryReader reader;
    private final ProxyAccess access;
    private final QueryBinder binder;
    private final QueryNames names = new QueryNames();
    private final Map<BeanMethod, CachedMethod> methods = new ConcurrentHashMap<>();
    private final Map<Class<?>, Map<Method, CachedMethod>> byTarget = new ConcurrentHashMap<>();

    /** What was last found at each place: a proxy calls with the same objects again and again. Written without a lock. */
    private final @Nullable LastFound[] lastFound = new @Nullable LastFound[PLACES];

    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
    private volatile boolean checked;

    /**
     * Knows no method yet.
     *
     * @param resolvers the beans that know the tenant, in their order
     * @param beans for {@code ${placeholders}} and for beans named in expressions
     */
    public CachedQueries(
            Supplier<NexusCache> cache,
            Supplier<QueryPolicies> policies,
            Supplier<List<TenantResolver>> resolvers,
            BeanFactory beans) {
        this(cache, policies, resolvers, SubscriberOptions.asAsked(), beans);
    }

    /**
     * Knows no method yet.
     *
     * @param resolvers the beans that know the tenant, in their order
     * @param subscribers how calls of reactive methods are made in their subscribers' contexts
     * @param beans for {@code ${placeholders}} and for beans named in expressions
     */
    public CachedQueries(
            Supplier<NexusCache> cache,
            Supplier<QueryPolicies> policies,
            Supplier<List<TenantResolver>> resolvers,
            SubscriberOptions subscribers,
            BeanFactory beans) {
        this.reader = new QueryReader(beans);
        this.access = new ProxyAccess(beans);
        this.binder = new QueryBinder(cache, policies, resolvers, subscribers);
    }

    /** Applies the cache to annotated methods; to be an infrastructure bean, and needs no AspectJ. */
    public Advisor advisor() {
        return new QueryAdvisor(this);
    }

    /**
     * Checks all methods that were seen, and from now on each that is seen again.
     *
     * @throws InvalidQueriesException with all faults of all methods
     */
    public void check() {
        refuse(findFaults());
    }

    /** Looks for the faults of all methods that were seen, and from now on refuses each with faults that is seen again. */
    public List<QueryFault> findFaults() {
        checked = true;
        return faultsOf(sorted());
    }

    private static List<QueryFault> faultsOf(Collection<CachedMethod> methods) {
        return methods.stream().flatMap(method -> method.faults().stream()).toList();
    }

    private static void refuse(List<QueryFault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidQueriesException(faults);
        }
    }

    /** How the methods that were seen are cached, sorted by their names; those with faults are left out. */
    public List<QueryDescription> descriptions() {
        return sorted().stream()
                .filter(method -> method.faults().isEmpty())
                .map(method -> QueryDescription.of(method.plan()))
                .toList();
    }

    private List<CachedMethod> sorted() {
        List<CachedMethod> all = new ArrayList<>(methods.values());
        all.sort(Comparator.comparing(method -> method.method().toString()));
        return all;
    }

    /**
     * Whether a proxy is to stand before a method of beans of a class, and can.
     *
     * @throws InvalidQueriesException if the check is over, and the class was not seen before and has faults
     */
    boolean matches(Method called, Class<?> targetClass) {
        CachedMethod method = find(called, targetClass);
        if (method != null && !seen.contains(targetClass)) {
            see(targetClass);
            seen.add(targetClass);
        }
        return method != null && !access.closed(method.method());
    }

    /** Whoever makes a proxy asks until one method matches, so the others are looked for here. */
    private void see(Class<?> targetClass) {
        Set<CachedMethod> found = new LinkedHashSet<>();
        for (Class<?> type : BeanMethod.typesOf(targetClass)) {
            for (Method method : ReflectionUtils.getAllDeclaredMethods(type)) {
                CachedMethod cached = find(method, targetClass);
                if (cached != null) {
                    found.add(cached);
                }
            }
        }
        if (checked) {
            refuse(faultsOf(found));
        }
    }

    @Nullable Object answer(MethodInvocation call) throws Throwable {
        Object target = call.getThis();
        Method called = call.getMethod();
        Class<?> targetClass = target != null ? target.getClass() : called.getDeclaringClass();
        CachedMethod method = known(called, targetClass);
        if (method == null) {
            method = find(called, targetClass);
        }
        return method == null ? call.proceed() : method.plan().answer(call);
    }

    /** Whether calls of a method on beans of a class are cached; asking plans nothing, so the class need not be any bean's. */
    public boolean caches(Method called, Class<?> targetClass) {
        return known(called, targetClass) != null || QueryAttributes.find(called, targetClass) != null;
    }

    /**
     * The key that a cached call has, without page and tags; {@code null} if calls of the method are not cached.
     *
     * @throws InvalidQueriesException if the method has faults
     */
    public @Nullable CacheKey key(Method called, Class<?> targetClass, @Nullable Object[] arguments) {
        CachedMethod method = find(called, targetClass);
        return method == null ? null : method.plan().key(null, arguments);
    }

    private @Nullable CachedMethod known(Method called, Class<?> targetClass) {
        int place = System.identityHashCode(called) & (PLACES - 1);
        LastFound last = lastFound[place];
        if (last != null && last.called == called && last.targetClass == targetClass) {
            return last.method;
        }
        Map<Method, CachedMethod> ofTarget = byTarget.get(targetClass);
        CachedMethod known = ofTarget == null ? null : ofTarget.get(called);
        if (known != null) {
            lastFound[place] = new LastFound(called, targetClass, known);
        }
        return known;
    }

    private @Nullable CachedMethod find(Method called, Class<?> targetClass) {
        CachedMethod known = known(called, targetClass);
        if (known != null) {
            return known;
        }
        QueryAttributes attributes = QueryAttributes.find(called, targetClass);
        if (attributes == null) {
            return null;
        }
        CachedMethod method =
                methods.computeIfAbsent(BeanMethod.of(called, targetClass), written -> declare(written, attributes));
        byTarget.computeIfAbsent(targetClass, unknown -> new ConcurrentHashMap<>())
                .put(called, method);
        return method;
    }

    private record LastFound(Method called, Class<?> targetClass, CachedMethod method) {}

    private CachedMethod declare(BeanMethod method, QueryAttributes attributes) {
        QueryDeclaration declaration = reader.read(method, attributes);
        return new CachedMethod(declaration, names.take(declaration), binder);
    }
}
