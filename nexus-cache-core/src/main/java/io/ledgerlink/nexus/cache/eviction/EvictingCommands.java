package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Lets methods with {@link EvictsQueries} evict.
 *
 * <p>Asks for the evictor and the tenant resolvers when the first call needs them, so an advisor of this kind creates
 * nothing early. Safe for use by many threads.
 *
 * <p>The advisor stands around the transaction of the method, whose commit has therefore happened when it evicts, and around
 * the cache of {@link CachedQueries}; inside a transaction of the method's caller the evictor waits for that one, save where
 * the method asks for a transaction of its own.
 */
public final class EvictingCommands {

    /** Around the cache and transactions, inside security and {@code @Async}. */
    public static final int ORDER = CachedQueries.ORDER - 1;

    private final CommandPlans plans;
    private final EvictingInterceptor interceptor;

    /**
     * Begins with what it will need.
     *
     * @param beans resolves placeholders, and beans in expressions
     * @param resolvers the tenant resolvers, in their order
     * @param evictor what to evict by
     * @param reactive evicts in the transaction of a reactive chain; gives {@code null} where there is none such
     */
    public EvictingCommands(
            BeanFactory beans,
            Supplier<List<TenantResolver>> resolvers,
            Supplier<CacheEvictor> evictor,
            Supplier<? extends @Nullable Function<Consumer<Batch>, ? extends Publisher<?>>> reactive) {
        this.plans = new CommandPlans(beans, resolvers);
        this.interceptor = new EvictingInterceptor(plans, resolvers, new AfterCommand(evictor, reactive));
    }

    /** What lets the methods of beans evict. */
    public Advisor advisor() {
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(new Annotated(plans), interceptor);
        advisor.setOrder(ORDER);
        return advisor;
    }

    /** What is wrong with the methods seen so far; one with faults that is seen later is refused when its bean is made. */
    public List<QueryFault> findFaults() {
        return plans.findFaults();
    }

    /** The caches that the methods seen so far evict by name, each with the first method that names it. */
    public Map<String, String> evictedCaches() {
        Map<String, String> caches = new TreeMap<>();
        for (CommandPlan plan : plans.plans()) {
            plan.caches()
                    .forEach(cache -> caches.putIfAbsent(cache, plan.method().toString()));
        }
        return caches;
    }

    private static final class Annotated extends StaticMethodMatcherPointcut {

        private final CommandPlans plans;

        private Annotated(CommandPlans plans) {
            this.plans = plans;
            setClassFilter(
                    type -> AnnotationUtils.isCandidateClass(type, EvictsQueries.class) && plans.anyEvicts(type));
        }

        @Override
        public boolean matches(Method method, Class<?> target) {
            return plans.evicts(method, target);
        }
    }
}
