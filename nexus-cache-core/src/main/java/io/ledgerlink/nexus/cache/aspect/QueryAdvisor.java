package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachedQuery;
import java.lang.reflect.Method;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;

/** Brings the cache before annotated methods of beans. */
final class QueryAdvisor implements PointcutAdvisor, Ordered {

    private final Pointcut pointcut;
    private final MethodInterceptor interceptor;

    QueryAdvisor(CachedQueries queries) {
        this.pointcut = new AnnotatedMethods(queries);
        this.interceptor = queries::answer;
    }

    @Override
    public Pointcut getPointcut() {
        return pointcut;
    }

    @Override
    public Advice getAdvice() {
        return interceptor;
    }

    @Override
    public int getOrder() {
        return CachedQueries.ORDER;
    }

    private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {

        private final CachedQueries queries;

        private AnnotatedMethods(CachedQueries queries) {
            this.queries = queries;
        }

        @Override
        public ClassFilter getClassFilter() {
            return type -> AnnotationUtils.isCandidateClass(type, CachedQuery.class);
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return queries.matches(method, targetClass);
        }
    }
}
