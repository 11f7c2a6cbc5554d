package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.support.Sneaky;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * The invocation that a load of Spring's belongs to, whatever thread it proceeds on: advice of aspects behind the cache asks its
 * thread for the invocation, and the thread may be one of the cache's own.
 */
final class ExposedLoad implements ProxyMethodInvocation {

    private final ProxyMethodInvocation invocation;
    private final Callable<?> load;

    private ExposedLoad(ProxyMethodInvocation invocation, Callable<?> load) {
        this.invocation = invocation;
        this.load = load;
    }

    /** A load that finds the current thread's invocation in place; the load itself where there is none. */
    static <T> Callable<T> of(Callable<T> load) {
        return current() instanceof ProxyMethodInvocation invocation
                ? () -> exposed(new ExposedLoad(invocation, load))
                : load;
    }

    private static @Nullable MethodInvocation current() {
        try {
            return ExposeInvocationInterceptor.currentInvocation();
        } catch (IllegalStateException none) {
            return null;
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // What the load itself returned.
    private static <T> T exposed(ExposedLoad load) throws Exception {
        try {
            return (T) ExposeInvocationInterceptor.INSTANCE.invoke(load);
        } catch (Throwable failure) {
            throw Sneaky.<RuntimeException>rethrow(failure);
        }
    }

    @Override
    public @Nullable Object proceed() throws Throwable {
        return load.call();
    }

    @Override
    public Object getProxy() {
        return invocation.getProxy();
    }

    @Override
    public MethodInvocation invocableClone() {
        return invocation.invocableClone();
    }

    @Override
    public MethodInvocation invocableClone(@Nullable Object... arguments) {
        return invocation.invocableClone(arguments);
    }

    @Override
    public void setArguments(@Nullable Object... arguments) {
        invocation.setArguments(arguments);
    }

    @Override
    public void setUserAttribute(String key, @Nullable Object value) {
        invocation.setUserAttribute(key, value);
    }

    @Override
    public @Nullable Object getUserAttribute(String key) {
        return invocation.getUserAttribute(key);
    }

    @Override
    public Method getMethod() {
        return invocation.getMethod();
    }

    @Override
    public @Nullable Object[] getArguments() {
        return invocation.getArguments();
    }

    @Override
    public @Nullable Object getThis() {
        return invocation.getThis();
    }

    @Override
    public AccessibleObject getStaticPart() {
        return invocation.getStaticPart();
    }
}
