package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** What stands in for a type before there is a bean of it. */
class EarlyEvictorProxyTests {

    private final NexusCache cache = NexusCacheBuilder.named("app").build();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final CachedQueries queries =
            new CachedQueries(() -> cache, DefaultPolicies::new, List::of, context.getBeanFactory());

    private void start(Class<?>... configurations) {
        context.registerBean(DefaultAdvisorAutoProxyCreator.class);
        context.registerBean(Advisor.class, queries::advisor);
        context.registerBean(
                CacheEvictor.class, () -> new AnnotatedEvictor(cache.evictor(), queries, context.getBeanFactory()));
        context.register(configurations);
        context.refresh();
        queries.check();
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    @Test
    void aStandInMadeBeforeItsBeanEvictsForTheBeansClass() {
        start(HandlingFirst.class);
        Ledger ledger = context.getBean(Ledger.class);
        assertThat(ledger.entries("acme", "1")).isOne();
        assertThat(ledger.entries("acme", "1")).isOne();

        context.getBean(Handling.class).ledger().entries("acme", "1");

        assertThat(ledger.entries("acme", "1")).isEqualTo(2);
    }

    @Test
    void aCallCreatesALazyBeanWhoseClassIsNotDeclared() {
        start(LazyLedger.class);
        CacheEvictor evictor = context.getBean(CacheEvictor.class);
        Ledger standIn = evictor.on(Ledger.class);
        assertThat(context.getBeanFactory().containsSingleton("ledger")).isFalse();
        standIn.entries("acme", "1");
        Ledger ledger = context.getBean(Ledger.class);
        assertThat(ledger.entries("acme", "1")).isOne();
        assertThat(ledger.entries("acme", "1")).isOne();

        standIn.entries("acme", "1");

        assertThat(ledger.entries("acme", "1")).isEqualTo(2);
    }

    @Test
    void aMethodCachedByTheClassAloneIsFoundAtTheCall() {
        start(PlainFirst.class);
        Plain plain = context.getBean(Plain.class);
        assertThat(plain.total("acme")).isOne();
        assertThat(plain.total("acme")).isOne();

        context.getBean(Totals.class).plain().total("acme");

        assertThat(plain.total("acme")).isEqualTo(2);
    }

    @Test
    void aTypeThatTurnsOutToHaveNoCachedMethodIsRefusedAtTheCall() {
        start(UncachedFirst.class);
        assertThatThrownBy(() -> context.getBean(Totals.class).plain().total("acme"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "evictor.on(" + Plain.class.getName() + ") has nothing to evict: neither the type nor a bean"
                                + " of it has a @CachedQuery method. Name the type whose methods are cached.");
    }

    interface Ledger {

        @CachedQuery("ledger")
        int entries(@Tenant String tenant, String account);
    }

    /** Calls the account otherwise than its interface. */
    static class JpaLedger implements Ledger {

        private final AtomicInteger loads = new AtomicInteger();

        @Override
        public int entries(String tenant, String id) {
            return loads.incrementAndGet();
        }
    }

    interface Plain {

        int total(String tenant);
    }

    static class CachedPlain implements Plain {

        private final AtomicInteger loads = new AtomicInteger();

        @Override
        @CachedQuery("totals")
        public int total(@Tenant String tenant) {
            return loads.incrementAndGet();
        }
    }

    record Handling(Ledger ledger) {}

    record Totals(Plain plain) {}

    @Configuration(proxyBeanMethods = false)
    static class HandlingFirst {

        @Bean
        Handling handling(CacheEvictor evictor) {
            return new Handling(evictor.on(Ledger.class));
        }

        @Bean
        Ledger ledger() {
            return new JpaLedger();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyLedger {

        @Bean
        @Lazy
        Ledger ledger() {
            return new JpaLedger();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PlainFirst {

        @Bean
        Totals totals(CacheEvictor evictor) {
            return new Totals(evictor.on(Plain.class));
        }

        @Bean
        Plain plain() {
            return new CachedPlain();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class UncachedFirst {

        @Bean
        Totals totals(CacheEvictor evictor) {
            return new Totals(evictor.on(Plain.class));
        }

        @Bean
        Plain plain() {
            return tenant -> 0;
        }
    }
}
