package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.fixture.SharedRedis;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.cache.CacheManager;

/** What Spring's annotations evict on one instance, the other answers anew; and nothing else. */
class SpringCacheAcrossInstancesTests {

    private static final Map<String, Function<LedgerQueries, String>> READS = Map.of(
            "name", as("acme", queries -> queries.name("A-1")),
            "other name", as("acme", queries -> queries.name("A-2")),
            "other tenant's name", as("globex", queries -> queries.name("A-1")),
            "currency", queries -> queries.currency("EUR"),
            "other currency", queries -> queries.currency("CHF"));

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
    void anEvictedKeyIsTheTenantsOwn() {
        command(commands -> commands.rename("A-1"), List.of("name"));
    }

    @Test
    void allEntriesAreTheTenantsOwn() {
        command(LedgerCommands::renameAll, List.of("name", "other name"));
    }

    @Test
    void aKeyOfASharedCacheIsEverybodys() {
        command(commands -> commands.redenominate("EUR"), List.of("currency"));
    }

    @Test
    void allEntriesOfASharedCacheAreEverybodys() {
        command(LedgerCommands::redenominateAll, List.of("currency", "other currency"));
    }

    private static void command(Consumer<LedgerCommands> command, List<String> evicted) {
        Function<LedgerCommands, String> asAcme = as("acme", commands -> {
            command.accept(commands);
            return "done";
        });
        instances.check(READS, context -> asAcme.apply(context.getBean(LedgerCommands.class)), evicted);
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
