package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.config.CacheManagementConfigUtils;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.core.MethodClassKey;
import org.springframework.core.Ordered;

/**
 * Tells the {@link NexusCacheManager} which method asks it for a cache, and what for.
 *
 * <p>Applies to every method that carries one of Spring's cache annotations, just outside Spring's own interceptor, and does
 * no more than remember the call on its thread while it lasts. Stands on nothing but the annotations. Declare it as a static
 * bean method with {@code @Role(ROLE_INFRASTRUCTURE)}: without AspectJ, Spring applies no other advisors. Safe for use by
 * many threads.
 *
 * @since 0.1
 */
public final class CacheCallAdvisor implements PointcutAdvisor, Ordered, BeanFactoryAware {

    private final CacheOperationSource source = new AnnotationCacheOperationSource(false);
    private final ReturnTypes types = new ReturnTypes();
    private final Map<MethodClassKey, MethodPlan> plans = new ConcurrentHashMap<>();
    private final Pointcut pointcut = new Annotated(source);
    private final MethodInterceptor advice = this::call;
    private @Nullable BeanFactory beans;

    @Override
    public Pointcut getPointcut() {
        return pointcut;
    }

    @Override
    public Advice getAdvice() {
        return advice;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    /** One before Spring's cache interceptor, which {@code @EnableCaching} may move. */
    @Override
    public int getOrder() {
        int inner = Ordered.LOWEST_PRECEDENCE;
        if (beans != null
                && beans.containsBean(CacheManagementConfigUtils.CACHE_ADVISOR_BEAN_NAME)
                && beans.getBean(CacheManagementConfigUtils.CACHE_ADVISOR_BEAN_NAME) instanceof Ordered advisor) {
            inner = advisor.getOrder();
        }
        return inner == Ordered.HIGHEST_PRECEDENCE ? inner : inner - 1;
    }

    private @Nullable Object call(MethodInvocation invocation) throws Throwable {
        MethodPlan plan = plan(invocation);
        if (plan.requests().isEmpty()) {
            return invocation.proceed();
        }
        try (CallFrame frame = CallFrame.open(plan)) {
            return invocation.proceed();
        }
    }

    private MethodPlan plan(MethodInvocation invocation) {
        Object target = invocation.getThis();
        Class<?> targetClass =
                target == null ? invocation.getMethod().getDeclaringClass() : AopProxyUtils.ultimateTargetClass(target);
        MethodClassKey key = new MethodClassKey(invocation.getMethod(), targetClass);
        MethodPlan plan = plans.get(key);
        return plan != null ? plan : plans.computeIfAbsent(key, unknown -> newPlan(invocation, targetClass));
    }

    private MethodPlan newPlan(MethodInvocation invocation, Class<?> targetClass) {
        Collection<CacheOperation> operations = source.getCacheOperations(invocation.getMethod(), targetClass);
        return MethodPlan.of(
                types.of(invocation.getMethod(), targetClass), operations == null ? List.of() : operations);
    }

    /** Methods with cache annotations. */
    private static final class Annotated extends StaticMethodMatcherPointcut {

        private final CacheOperationSource source;

        private Annotated(CacheOperationSource source) {
            this.source = source;
            setClassFilter(source::isCandidateClass);
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return source.hasCacheOperations(method, targetClass);
        }
    }
}
