package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.core.Ordered;
import reactor.core.publisher.Mono;

/** Annotated methods whose results may be stale, refreshed by a thread of the cache. */
class StaleQueryTests {

    static class Rates {

        final List<String> threads = new CopyOnWriteArrayList<>();

        @CachedQuery(cache = "rates", shared = true, ttl = "1ms", staleFor = "1h")
        public String rate(String currency) {
            return loaded();
        }

        @CachedQuery(cache = "rates", shared = true, ttl = "1ms", staleFor = "1h")
        public CompletableFuture<String> later(String currency) {
            return CompletableFuture.completedFuture(loaded());
        }

        @CachedQuery(cache = "rates", shared = true, ttl = "1ms", staleFor = "1h")
        public Mono<String> reactive(String currency) {
            return Mono.fromSupplier(this::loaded);
        }

        private String loaded() {
            threads.add(Thread.currentThread().getName());
            return "load " + threads.size();
        }
    }

    @Test
    void aStaleResultIsAnsweredAndLoadedAnewByAThreadOfTheCache() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.rate("EUR")).isEqualTo("load 1");
            Await.until("the result is loaded again", () -> !rates.rate("EUR").equals("load 1"));
            assertThat(threads(application))
                    .first()
                    .isEqualTo(Thread.currentThread().getName());
            assertRefreshed(application, 1);
        }
    }

    @Test
    void aPromisedResultIsAnsweredStaleAndLoadedAnewByAThreadOfTheCache() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.later("EUR").join()).isEqualTo("load 1");
            Await.until(
                    "the result is loaded again",
                    () -> !rates.later("EUR").join().equals("load 1"));
            assertRefreshed(application, 1);
        }
    }

    @Test
    void aMonoIsAnsweredStaleAndLoadedAnewByAThreadOfTheCache() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.reactive("EUR").block()).isEqualTo("load 1");
            Await.until(
                    "the result is loaded again",
                    () -> !"load 1".equals(rates.reactive("EUR").block()));
            assertRefreshed(application, 1);
        }
    }

    @Test
    void adviceBehindTheCacheFindsItsInvocationOnTheThreadThatRefreshes() {
        MethodInterceptor asking = call -> "%s of %s"
                .formatted(
                        call.proceed(),
                        ExposeInvocationInterceptor.currentInvocation()
                                .getMethod()
                                .getName());
        NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
        pointcut.addMethodName("rate");
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(pointcut, asking);
        advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
        Application advised = Application.with(Rates.class);
        advised.context()
                .registerBean(
                        "asking",
                        Advisor.class,
                        () -> advisor,
                        definition -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE));
        try (Application application = advised.start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.rate("EUR")).isEqualTo("load 1 of rate");
            Await.until("the result is loaded again", () -> !rates.rate("EUR").equals("load 1 of rate"));
            assertThat(rates.rate("EUR")).endsWith(" of rate");
            assertRefreshed(application, 1);
        }
    }

    private static void assertRefreshed(Application application, int loadsByCallers) {
        assertThat(threads(application).stream().skip(loadsByCallers).toList())
                .isNotEmpty()
                .allSatisfy(thread -> assertThat(thread).startsWith("ledger-refresh-"));
    }

    private static List<String> threads(Application application) {
        try {
            Rates target = (Rates)
                    ((Advised) application.get(Rates.class)).getTargetSource().getTarget();
            return Objects.requireNonNull(target).threads;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
