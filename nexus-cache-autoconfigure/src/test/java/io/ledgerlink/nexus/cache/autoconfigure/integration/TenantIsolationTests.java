package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

/** However many threads ask and evict, an answer is of the tenant, the query and the page that was asked for. */
class TenantIsolationTests {

    private static final List<String> TENANTS = List.of("a", "a:b", "{a}", "a%3Ab", "A", "*", "1");
    private static final List<String> ACCOUNTS = List.of("b:1", "1", "1:-", "b", "{a}");
    private static final List<Pageable> PAGES = List.of(
            PageRequest.of(0, 10), PageRequest.of(1, 10), PageRequest.of(0, 11), PageRequest.of(0, 10, Sort.by("b")));
    private static final int READERS = 6;
    private static final int EVICTORS = 2;
    private static final int ROUNDS = 15;

    /** Small local tiers, so that both tiers answer. */
    private static final String[] SETTINGS = {
        "--nexus.cache.caches.entries.local.max-entries=40", "--nexus.cache.caches.names.local.max-entries=12"
    };

    private final CyclicBarrier start = new CyclicBarrier(READERS + EVICTORS);

    @Test
    void noAnswerCrossesTenantsQueriesOrPages() throws Exception {
        try (TwoInstances instances = new TwoInstances(SharedRedis.of(TenantIsolationTests.class), SETTINGS)) {
            run(
                    (reader, round) -> {
                        for (ApplicationContext instance : turned(reader + round, instances)) {
                            readEverything(instance.getBean(LedgerQueries.class));
                        }
                    },
                    (evictor, round) -> evictSomething(evictor, round, instances));
            assertBothTiersAnswered("entries", instances);
        }
    }

    @Test
    void noAnswerCrossesTenantsInSpringsCaches() throws Exception {
        try (TwoInstances instances = new TwoInstances(SharedRedis.of(TenantIsolationTests.class), SETTINGS)) {
            run(
                    (reader, round) -> {
                        for (ApplicationContext instance : turned(reader + round, instances)) {
                            readNames(instance.getBean(LedgerQueries.class));
                        }
                    },
                    (evictor, round) -> {
                        as(TENANTS.get(round % TENANTS.size()), () -> {
                            CacheManager manager =
                                    turned(evictor, instances).get(0).getBean(CacheManager.class);
                            assertThat(manager.getCache("names"))
                                    .satisfies(names -> names.evict(ACCOUNTS.get(round % ACCOUNTS.size())));
                            return null;
                        });
                        evictSomething(evictor, round, instances);
                    });
            assertBothTiersAnswered("names", instances);
        }
    }

    private static void readEverything(LedgerQueries queries) {
        for (String tenant : TENANTS) {
            for (String account : ACCOUNTS) {
                for (Pageable page : PAGES) {
                    assertThat(queries.entries(tenant, account, page))
                            .startsWith(tenant + " | " + account + " | " + page + " | ");
                }
                assertThat(queries.balance(tenant, account)).startsWith(tenant + " | " + account + " | balance | ");
            }
        }
    }

    private static void readNames(LedgerQueries queries) throws Exception {
        for (String tenant : TENANTS) {
            for (String account : ACCOUNTS) {
                assertThat(as(tenant, () -> queries.name(account))).startsWith(tenant + " | " + account + " | name | ");
            }
        }
    }

    private static void evictSomething(int evictor, int round, TwoInstances instances) {
        CacheEvictor target = turned(evictor + round, instances).get(0).getBean(CacheEvictor.class);
        String tenant = TENANTS.get(round % TENANTS.size());
        switch (round % 4) {
            case 0 -> target.evictTenant(tenant);
            case 1 -> target.evictTag(tenant, "account:" + ACCOUNTS.get(round % ACCOUNTS.size()));
            case 2 -> target.evictRegion(tenant, "entries");
            default -> target.on(LedgerQueries.class).entries(tenant, "b:1", null);
        }
    }

    private static List<ApplicationContext> turned(int turn, TwoInstances instances) {
        return turn % 2 == 0
                ? List.of(instances.one(), instances.other())
                : List.of(instances.other(), instances.one());
    }

    private static <T> T as(String tenant, Callable<T> call) throws Exception {
        LedgerApplication.TENANT.set(tenant);
        try {
            return call.call();
        } finally {
            LedgerApplication.TENANT.remove();
        }
    }

    /** Else nothing would have been shown. */
    private static void assertBothTiersAnswered(String cache, TwoInstances instances) {
        NexusCache one = instances.one().getBean(NexusCache.class);
        CacheStatistics figures = one.statistics(cache);
        assertThat(figures.localHits()).isPositive();
        assertThat(figures.remoteHits()).isPositive();
        assertThat(figures.misses()).isPositive();
    }

    private void run(Turn reader, Turn evictor) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + EVICTORS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < READERS + EVICTORS; number++) {
                int own = number;
                Turn turn = number < READERS ? reader : evictor;
                all.add(threads.submit(() -> {
                    start.await();
                    for (int round = 0; round < ROUNDS; round++) {
                        turn.take(own, round);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Turn {

        void take(int thread, int round) throws Exception;
    }
}
