package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

class ExposedLoadTests {

    interface Rates {

        String rate(String currency);
    }

    @Test
    void adviceBehindTheCacheFindsItsInvocationOnAnotherThread() {
        MethodInterceptor onAnotherThread =
                call -> CompletableFuture.supplyAsync(supplying(ExposedLoad.of(loading(call))))
                        .get(10, TimeUnit.SECONDS);
        MethodInterceptor asking = call -> {
            ProxyMethodInvocation current = (ProxyMethodInvocation) ExposeInvocationInterceptor.currentInvocation();
            current.setUserAttribute("asked", true);
            return call.proceed() + " by " + current.getMethod().getName() + " of " + current.getArguments()[0] + " of "
                    + (current.getThis() instanceof Rates) + " " + current.getUserAttribute("asked");
        };
        assertThat(proxied(ExposeInvocationInterceptor.INSTANCE, onAnotherThread, asking)
                        .rate("EUR"))
                .isEqualTo("1.08 by rate of EUR of true true");
    }

    @Test
    void aLoadThatNoInvocationIsKnownOfIsLeftAsItIs() {
        Callable<String> load = () -> "value";
        assertThat(ExposedLoad.of(load)).isSameAs(load);
    }

    private static Rates proxied(MethodInterceptor... advice) {
        Rates target = currency -> "1.08";
        ProxyFactory proxies = new ProxyFactory(target);
        proxies.setInterfaces(Rates.class);
        for (MethodInterceptor each : advice) {
            proxies.addAdvice(each);
        }
        return (Rates) proxies.getProxy();
    }

    private static Callable<Object> loading(MethodInvocation call) {
        return () -> {
            try {
                return call.proceed();
            } catch (Exception | Error failure) {
                throw failure;
            } catch (Throwable other) {
                throw new AssertionError(other);
            }
        };
    }

    private static Supplier<Object> supplying(Callable<Object> load) {
        return () -> {
            try {
                return load.call();
            } catch (Exception failure) {
                throw new CompletionException(failure);
            }
        };
    }
}
