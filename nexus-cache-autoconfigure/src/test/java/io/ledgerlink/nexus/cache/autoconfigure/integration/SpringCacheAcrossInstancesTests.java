package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;

/** What Spring's annotations evict on one instance, the other answers again; and nothing else. */
class SpringCacheAcrossInstancesTests {

    private static final Map<String, Function<LedgerQueries, String>> READS = Map.of(
            "name", as("acme", queries -> queries.name("A-1")),
            "other name", as("acme", queries -> queries.name("A-2")),
            "other tenant's name", as("globex", queries -> queries.name("A-1")),
            "holder", as("acme", queries -> queries.holder("A-1")),
            "other tenant's holder", as("globex", queries -> queries.holder("A-1")),
            "currency", queries -> queries.currency("EUR"),
            "other currency", queries -> queries.currency("CHF"),
            "currency later",
                    queries -> String.valueOf(queries.currencyLater("EUR").block()),
            "currency in future", queries -> queries.currencyInFuture("EUR").join());

    private static TwoInstances instances;

    @BeforeAll
    static void start() {
        instances = new TwoInstances(SharedRedis.of(SpringCacheAcrossInstancesTests.class));
    }

    @AfterAll
    static void stop() {
        instances.close();
    }

    @Test
    void theManagerIsTheCaches() {
        assertThat(instances.one().getBean(CacheManager.class)).isInstanceOf(NexusCacheManager.class);
    }

    @Test
    void whatACachedMethodReturnsIsNoEviction() {
        NexusCache cache = instances.one().getBean(NexusCache.class);
        long before = cache.statistics("currencies").evictions();
        instances.one().getBean(LedgerQueries.class).currency("GBP");
        assertThat(cache.statistics("currencies").evictions()).isEqualTo(before);
    }

    @Test
    void anEvictedKeyIsTheTenantsOwn() {
        command(commands -> commands.rename("A-1"), List.of("name"));
    }

    @Test
    void allEntriesAreTheTenantsOwn() {
        command(LedgerCommands::renameAll, List.of("name", "other name", "holder"));
    }

    @Test
    void aKeyOfASharedCacheIsEverybodys() {
        command(commands -> commands.redenominate("EUR"), List.of("currency"));
    }

    @Test
    void allEntriesOfASharedCacheAreEverybodys() {
        command(
                LedgerCommands::redenominateAll,
                List.of("currency", "other currency", "currency later", "currency in future"));
    }

    @Test
    void aKeyOfASynchronizedMethodIsTheTenantsOwn() {
        command(commands -> commands.replaceHolder("A-1"), List.of("holder"));
    }

    @Test
    void aKeyOfAnAsynchronousMethodIsEvictedAlone() {
        command(commands -> commands.redenominateLater("EUR").block(), List.of("currency later"));
        command(commands -> commands.redenominateInFuture("EUR").join(), List.of("currency in future"));
    }

    @Test
    void whatOneInstanceHasRetrievedAnotherRetrievesUntilItIsEvicted() {
        Cache one = currencies(instances.one());
        Cache other = currencies(instances.other());
        String key = "retrieved";
        assertThat(retrieved(one, key)).isNull();
        assertThat(one.retrieve(key, () -> CompletableFuture.completedFuture("first"))
                        .join())
                .isEqualTo("first");
        Await.until("the other retrieves it, too", () -> "first".equals(retrieved(other, key)));

        one.evict(key);

        assertThat(retrieved(one, key)).isNull();
        Await.until("the other has heard", () -> retrieved(other, key) == null);
        assertThat(other.retrieve(key, () -> CompletableFuture.completedFuture("second"))
                        .join())
                .isEqualTo("second");
    }

    private static Cache currencies(ApplicationContext instance) {
        return Objects.requireNonNull(instance.getBean(CacheManager.class).getCache("currencies"));
    }

    private static @Nullable Object retrieved(Cache cache, Object key) {
        CompletableFuture<?> found = cache.retrieve(key);
        Object value = found == null ? null : found.join();
        return value instanceof Cache.ValueWrapper wrapper ? wrapper.get() : value;
    }

    private static void command(Consumer<LedgerCommands> command, List<String> evicted) {
        Function<LedgerCommands, String> asAcme = as("acme", commands -> {
            command.accept(commands);
            return "done";
        });
        instances.check(
                READS,
                context -> assertThat(asAcme.apply(context.getBean(LedgerCommands.class)))
                        .isEqualTo("done"),
                evicted);
    }

    private static <T> Function<T, String> as(String tenant, Function<T, String> call) {
        return bean -> {
            LedgerApplication.TENANT.set(tenant);
            try {
                return call.apply(bean);
            } finally {
                LedgerApplication.TENANT.remove();
            }
        };
    }
}
