package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;

/** What the typed form names is what the cached call is kept under. */
class TypedEvictionTests {

    private static final UUID ACME = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID GLOBEX = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    private static final AtomicInteger LOADS = new AtomicInteger();

    private final NexusCache cache = NexusCacheBuilder.named("app").build();
    private final GenericApplicationContext context = new GenericApplicationContext();
    private @Nullable Object currentTenant = ACME;
    private final CachedQueries queries = new CachedQueries(
            () -> cache,
            DefaultPolicies::new,
            () -> List.<TenantResolver>of(() -> currentTenant),
            context.getBeanFactory());
    private final CacheEvictor evictor = new AnnotatedEvictor(cache.evictor(), queries, context.getBeanFactory());

    private <T> T bean(Class<? extends T> bean, Class<T> type) {
        context.registerBean(DefaultAdvisorAutoProxyCreator.class);
        context.registerBean(Advisor.class, queries::advisor);
        context.registerBean(bean);
        context.refresh();
        return context.getBean(type);
    }

    private Ledger ledger() {
        return bean(Ledger.class, Ledger.class);
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    @Test
    void allPagesOfTheQueryAreEvictedAndNoOtherQuery() {
        Ledger ledger = ledger();
        Runnable first = () -> ledger.entries("1", ACME, PageRequest.of(0, 10), "one");
        Runnable second = () -> ledger.entries("1", ACME, PageRequest.of(1, 10), "two");
        Runnable otherAccount = () -> ledger.entries("2", ACME, PageRequest.of(0, 10), "one");
        Runnable otherTenant = () -> ledger.entries("1", GLOBEX, PageRequest.of(0, 10), "one");
        read(first, second, otherAccount, otherTenant);

        evictor.on(Ledger.class).entries("1", ACME, null, null);

        assertThat(loadsOf(first)).isOne();
        assertThat(loadsOf(second)).isOne();
        assertThat(loadsOf(otherAccount)).isZero();
        assertThat(loadsOf(otherTenant)).isZero();
    }

    @Test
    void anExpressionForTheKeyIsEvaluated() {
        Ledger ledger = ledger();
        Runnable lower = () -> ledger.byName(ACME, "bank");
        Runnable other = () -> ledger.byName(ACME, "cash");
        read(lower, other);

        evictor.on(Ledger.class).byName(ACME, "BANK");

        assertThat(loadsOf(lower)).isOne();
        assertThat(loadsOf(other)).isZero();
    }

    @Test
    void aResolverNamesTheTenant() {
        Ledger ledger = ledger();
        read(() -> ledger.total("EUR"));
        currentTenant = GLOBEX;
        read(() -> ledger.total("EUR"));

        evictor.on(Ledger.class).total("EUR");

        assertThat(loadsOf(() -> ledger.total("EUR"))).isOne();
        currentTenant = ACME;
        assertThat(loadsOf(() -> ledger.total("EUR"))).isZero();
    }

    @Test
    void aCallWithoutATenantIsRefused() {
        ledger();
        assertThatThrownBy(() -> evictor.on(Ledger.class).entries("1", null, null, null))
                .isInstanceOf(MissingTenantException.class);
    }

    @Test
    void aQueryThatDescribesItselfNamesItsEntries() {
        Ledger ledger = ledger();
        Runnable one = () -> ledger.described(new Balance(ACME, "1"));
        Runnable two = () -> ledger.described(new Balance(ACME, "2"));
        read(one, two);

        evictor.on(Ledger.class).described(new Balance(ACME, "1"));

        assertThat(loadsOf(one)).isOne();
        assertThat(loadsOf(two)).isZero();
    }

    @Test
    void aGenericMethodIsTheOneOfItsBean() {
        Finder<UUID> finder = findAccounts();
        UUID id = new UUID(1, 2);
        read(() -> finder.find(ACME, id));
        evictFinder(id);
        assertThat(loadsOf(() -> finder.find(ACME, id))).isOne();
        read(() -> finder.find(ACME, id));
        evictor.on(Accounts.class).find(ACME, id);
        assertThat(loadsOf(() -> finder.find(ACME, id))).isOne();
    }

    @SuppressWarnings("unchecked")
    private Finder<UUID> findAccounts() {
        return (Finder<UUID>) bean(Accounts.class, Finder.class);
    }

    @SuppressWarnings("unchecked")
    private void evictFinder(UUID id) {
        ((Finder<UUID>) evictor.on(Finder.class)).find(ACME, id);
    }

    @Test
    void aMethodWithFaultsIsRefusedWithThem() {
        bean(Faulty.class, Faulty.class);
        assertThatThrownBy(() -> evictor.on(Faulty.class).nowhere(ACME)).isInstanceOf(InvalidQueriesException.class);
    }

    private static void read(Runnable... calls) {
        for (Runnable call : calls) {
            call.run();
            assertThat(loadsOf(call)).as("cached").isZero();
        }
    }

    /** How many loads a call takes. */
    private static int loadsOf(Runnable call) {
        int before = LOADS.get();
        call.run();
        return LOADS.get() - before;
    }

    record Balance(UUID tenant, String account) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "balances";
        }

        @Override
        public String queryName() {
            return "balance";
        }

        @Override
        public Map<String, Object> keyParts() {
            return Map.of("account", account);
        }
    }

    static class Ledger {

        @CachedQuery(cache = "entries", tags = "account:{account}")
        public Integer entries(
                String account,
                @Tenant @Nullable UUID tenant,
                @Nullable Pageable page,
                @Unkeyed @Nullable String context) {
            return LOADS.incrementAndGet();
        }

        @CachedQuery(cache = "entries", key = "#name.toLowerCase()")
        public Integer byName(@Tenant UUID tenant, String name) {
            return LOADS.incrementAndGet();
        }

        @CachedQuery("entries")
        public Integer total(String currency) {
            return LOADS.incrementAndGet();
        }

        @CachedQuery
        public Integer described(Balance query) {
            return LOADS.incrementAndGet();
        }
    }

    interface Finder<K> {

        @CachedQuery("accounts")
        Integer find(@Tenant UUID tenant, K id);
    }

    static class Accounts implements Finder<UUID> {

        @Override
        public Integer find(UUID tenant, UUID id) {
            return LOADS.incrementAndGet();
        }
    }

    static class Faulty {

        @CachedQuery(cache = "entries", tags = "account:{acount}")
        public Integer nowhere(@Tenant UUID tenant) {
            return LOADS.incrementAndGet();
        }
    }
}
