package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.CacheEvictor;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;

/** Cached queries beside security and transactions, on both kinds of proxy, with no AspectJ on the class path. */
@ExtendWith(OutputCaptureExtension.class)
class BesideAdvisorsTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withClassLoader(new FilteredClassLoader("org.aspectj"))
            .withPropertyValues("nexus.cache.remote.enabled=false");

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerWithoutTheRoleGetsNoHit(boolean classProxies) {
        run(classProxies, context -> {
            Finder<Long> queries = queries(context);
            logIn("ROLE_CLERK");
            String first = queries.clerksOnly("acme");
            assertThat(queries.clerksOnly("acme")).isEqualTo(first);
            logIn("ROLE_VISITOR");
            assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> queries.clerksOnly("acme"));
            logIn("ROLE_CLERK");
            assertThat(queries.clerksOnly("acme")).isEqualTo(first);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHitOpensNoTransactionAndTakesNoConnection(boolean classProxies) {
        run(classProxies, context -> {
            CountingDataSource source = (CountingDataSource) context.getBean(DataSource.class);
            int atFirst = source.taken();
            String loaded = queries(context).transactional("acme");
            int before = source.taken();
            assertThat(before).isGreaterThan(atFirst);
            assertThat(queries(context).transactional("acme")).isEqualTo(loaded);
            assertThat(source.taken()).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBridgeMethodAndAComposedAnnotationAreCached(boolean classProxies) {
        run(classProxies, context -> {
            Finder<Long> queries = queries(context);
            String found = queries.find("acme", 7L);
            assertThat(queries.find("acme", 7L)).isEqualTo(found);
            assertThat(queries.find("acme", 8L)).isNotEqualTo(found);
            String composed = queries.composed("acme");
            assertThat(queries.composed("acme")).isEqualTo(composed);
            context.getBean(CacheEvictor.class).evictTag("acme", "composed");
            assertThat(queries.composed("acme")).isNotEqualTo(composed);
            assertThat(queries.find("acme", 7L)).isEqualTo(found);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAsynchronousMethodIsLoadedOnAnotherThreadAndOnce(boolean classProxies) {
        run(classProxies, context -> {
            String loaded = queries(context).later("acme").join();
            assertThat(loaded).doesNotStartWith(Thread.currentThread().getName());
            assertThat(queries(context).later("acme").join()).isEqualTo(loaded);
            assertThat(queries(context).later("globex").join()).isNotEqualTo(loaded);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noBeanComesTooEarly(boolean classProxies, CapturedOutput output) {
        run(classProxies, context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    private void run(boolean classProxies, ContextConsumer<AssertableApplicationContext> check) {
        contexts.withPropertyValues("spring.aop.proxy-target-class=" + classProxies)
                .run(context -> {
                    Object bean = context.getBean(Finder.class);
                    assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(classProxies);
                    check.accept(context);
                });
    }

    @SuppressWarnings("unchecked")
    private static Finder<Long> queries(AssertableApplicationContext context) {
        return context.getBean(Finder.class);
    }

    private static void logIn(String role) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "secret", role));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    @EnableMethodSecurity
    @Import({GuardedQueries.class, CountingDataSource.Processor.class})
    static class Application {}
}
