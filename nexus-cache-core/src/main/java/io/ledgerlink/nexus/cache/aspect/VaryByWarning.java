package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import io.ledgerlink.nexus.cache.method.TenantSource;
import io.ledgerlink.nexus.cache.support.Sneaky;
import java.lang.reflect.RecordComponent;
import java.security.Principal;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.util.ClassUtils;

/**
 * Lets a call proceed as a load, and warns once of a method that reads from its thread's context what its key does not
 * have.
 *
 * <p>Only the first loads are watched, so that it costs nothing later. Best effort: what a method reads on another thread, or
 * first in a later load, is not seen.
 */
final class VaryByWarning {

    private static final Logger log = LoggerFactory.getLogger(CachedQueries.class);

    private static final int WATCHED_LOADS = 16;

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContextHolder", VaryByWarning.class.getClassLoader());

    private final BeanMethod method;
    private final boolean watchesSecurity;
    private final boolean watchesLocale;
    private final AtomicInteger left = new AtomicInteger(WATCHED_LOADS);
    private final AtomicBoolean warned = new AtomicBoolean();

    VaryByWarning(QueryDeclaration declaration, TenantSource tenant) {
        this.method = declaration.method();
        this.watchesSecurity = SECURITY_PRESENT && !knowsCaller(declaration, tenant);
        this.watchesLocale = !asksBeans(declaration.key()) && !hasArgument(declaration, Locale.class);
    }

    private static boolean knowsCaller(QueryDeclaration declaration, TenantSource tenant) {
        return tenant instanceof TenantSource.Resolved
                || asksBeans(declaration.tenant())
                || asksBeans(declaration.key())
                || hasArgument(declaration, Principal.class);
    }

    private static boolean asksBeans(@Nullable MethodExpression expression) {
        return expression != null && expression.asksBeans();
    }

    private static boolean hasArgument(QueryDeclaration declaration, Class<?> type) {
        return declaration.roles().keyed().stream()
                .anyMatch(parameter -> parameter.isA(type) || hasComponent(parameter.rawType(), type));
    }

    private static boolean hasComponent(Class<?> owner, Class<?> type) {
        return owner.isRecord()
                && Arrays.stream(owner.getRecordComponents())
                        .map(RecordComponent::getType)
                        .anyMatch(type::isAssignableFrom);
    }

    /** Lets the call proceed; what the method throws is thrown as it is. */
    @Nullable Object observe(MethodInvocation call) throws Exception {
        return left.get() > 0 && left.getAndDecrement() > 0 ? watch(call) : proceed(call);
    }

    private @Nullable Object watch(MethodInvocation call) throws Exception {
        ContextWatch security = watchesSecurity ? SecurityWatch.begin() : ContextWatch.none();
        ContextWatch locale = watchesLocale ? LocaleWatch.begin() : ContextWatch.none();
        try {
            return proceed(call);
        } finally {
            locale.close();
            security.close();
            if (security.wasRead()) {
                warn("security context", "callers that differ in who they are");
            } else if (locale.wasRead()) {
                warn("locale", "callers that differ in their locale");
            }
        }
    }

    private void warn(String what, String who) {
        left.set(0);
        if (warned.compareAndSet(false, true)) {
            log.warn(
                    "{} reads the {} while it loads, and its key does not have it: {} get the same result. Make what it"
                            + " reads a parameter, or part of the key, if the result depends on it.",
                    method,
                    what,
                    who);
        }
    }

    /**
     * Proceeds with a copy, because an invocation can proceed only once and a source may be asked again. Advice of aspects
     * behind the cache asks its thread for the invocation, and the thread may be one of the cache's own.
     */
    private static @Nullable Object proceed(MethodInvocation call) throws Exception {
        try {
            return call instanceof ProxyMethodInvocation proxied
                    ? ExposeInvocationInterceptor.INSTANCE.invoke(proxied.invocableClone())
                    : call.proceed();
        } catch (Throwable failure) {
            throw Sneaky.<RuntimeException>rethrow(failure);
        }
    }
}
