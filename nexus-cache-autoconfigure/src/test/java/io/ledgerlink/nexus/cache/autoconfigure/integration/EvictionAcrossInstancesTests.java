package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.event.CacheInvalidated;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ApplicationContext;
import org.springframework.data.domain.PageRequest;

/** What one instance evicts, by whatever means, the other answers again; and nothing else. */
class EvictionAcrossInstancesTests {

    private static final String PAGE = "page";
    private static final String NEXT_PAGE = "next page";
    private static final String OTHER_ACCOUNT = "other account";
    private static final String BALANCE = "balance";
    private static final String OTHER_BALANCE = "other account's balance";
    private static final String OTHER_TENANT = "other tenant";
    private static final String OTHER_TENANTS_BALANCE = "other tenant's balance";
    private static final String RATE = "rate";

    private static final Map<String, Function<LedgerQueries, String>> READS = Map.of(
            PAGE, queries -> queries.entries("acme", "A-1", PageRequest.of(0, 10)),
            NEXT_PAGE, queries -> queries.entries("acme", "A-1", PageRequest.of(1, 10)),
            OTHER_ACCOUNT, queries -> queries.entries("acme", "A-2", PageRequest.of(0, 10)),
            BALANCE, queries -> queries.balance("acme", "A-1"),
            OTHER_BALANCE, queries -> queries.balance("acme", "A-2"),
            OTHER_TENANT, queries -> queries.entries("globex", "A-1", PageRequest.of(0, 10)),
            OTHER_TENANTS_BALANCE, queries -> queries.balance("globex", "A-1"),
            RATE, queries -> queries.rate("EUR"));

    private static final CacheKey QUERY = CacheKey.builder("entries")
            .query("entries")
            .tenant("acme")
            .part("account", "A-1")
            .build();

    private static TwoInstances instances;

    @BeforeAll
    static void start() {
        instances = new TwoInstances(SharedRedis.of(EvictionAcrossInstancesTests.class));
    }

    @AfterAll
    static void stop() {
        instances.close();
    }

    @Test
    void whatOneInstanceHasLoadedAnswersTheOther() {
        NexusCache cache = instances.one().getBean(NexusCache.class);
        long stores = cache.statistics("balances").stores();
        String loaded = instances.one().getBean(LedgerQueries.class).balance("acme", "A-shared");
        Await.until("the answer is stored", () -> cache.statistics("balances").stores() > stores);
        assertThat(instances.other().getBean(LedgerQueries.class).balance("acme", "A-shared"))
                .isEqualTo(loaded);
    }

    static Stream<Arguments> scopes() {
        return Stream.of(
                Arguments.of("all", CacheInvalidated.all(), List.copyOf(READS.keySet())),
                Arguments.of(
                        "cache",
                        CacheInvalidated.cache("entries"),
                        List.of(PAGE, NEXT_PAGE, OTHER_ACCOUNT, OTHER_TENANT)),
                Arguments.of(
                        "tenant",
                        CacheInvalidated.tenant("acme"),
                        List.of(PAGE, NEXT_PAGE, OTHER_ACCOUNT, BALANCE, OTHER_BALANCE)),
                Arguments.of(
                        "region", CacheInvalidated.region("acme", "entries"), List.of(PAGE, NEXT_PAGE, OTHER_ACCOUNT)),
                Arguments.of("shared", CacheInvalidated.shared("rates"), List.of(RATE)),
                Arguments.of("query", CacheInvalidated.query(QUERY), List.of(PAGE, NEXT_PAGE)),
                Arguments.of("tag", CacheInvalidated.tag("acme", "account:A-1"), List.of(PAGE, NEXT_PAGE, BALANCE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scopes")
    void anEventEvictsItsScope(String scope, CacheInvalidated event, List<String> evicted) {
        instances.check(READS, context -> context.publishEvent(event), evicted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scopes")
    void theEvictorEvictsItsScopesInABatch(String scope, CacheInvalidated event, List<String> evicted) {
        check(evictor -> evictor.evict(event::addTo), evicted);
    }

    static Stream<Arguments> calls() {
        Stream<Consumer<CacheEvictor>> calls = Stream.of(
                CacheEvictor::evictAll,
                evictor -> evictor.evictCache("entries"),
                evictor -> evictor.evictTenant("acme"),
                evictor -> evictor.evictRegion("acme", "entries"),
                evictor -> evictor.evictShared("rates"),
                evictor -> evictor.evictQuery(QUERY),
                evictor -> evictor.evictTag("acme", "account:A-1"));
        List<Arguments> scopes = scopes().toList();
        List<Consumer<CacheEvictor>> each = calls.toList();
        return Stream.iterate(0, index -> index + 1)
                .limit(scopes.size())
                .map(index -> Arguments.of(
                        scopes.get(index).get()[0],
                        each.get(index),
                        scopes.get(index).get()[2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void theEvictorEvictsTheScopeOfItsMethod(String scope, Consumer<CacheEvictor> call, List<String> evicted) {
        check(call, evicted);
    }

    @Test
    void theTypedFormEvictsAllPagesOfItsQuery() {
        check(evictor -> evictor.on(LedgerQueries.class).entries("acme", "A-1", null), List.of(PAGE, NEXT_PAGE));
        check(evictor -> evictor.on(LedgerQueries.class).balance("acme", "A-2"), List.of(OTHER_BALANCE));
        check(evictor -> evictor.on(LedgerQueries.class).rate("EUR"), List.of(RATE));
    }

    @Test
    void aCommandsAnnotationEvictsTagsCachesAndSharedCaches() {
        command(commands -> commands.post("acme", "A-1"), List.of(PAGE, NEXT_PAGE, BALANCE));
        command(commands -> commands.importEntries("acme"), List.of(PAGE, NEXT_PAGE, OTHER_ACCOUNT));
        command(LedgerCommands::fixRates, List.of(RATE));
    }

    @Test
    void eachInstanceTellsItsApplicationOfAnEviction() {
        check(evictor -> evictor.evictTag("acme", "account:told"), List.of());
        LedgerApplication.Heard heard = instances.other().getBean(LedgerApplication.Heard.class);
        Await.until("the other instance is told", () -> heard.of(false, "told"));
    }

    private static void check(Consumer<CacheEvictor> eviction, List<String> evicted) {
        instances.check(READS, context -> eviction.accept(context.getBean(CacheEvictor.class)), evicted);
    }

    private static void command(Consumer<LedgerCommands> command, List<String> evicted) {
        Consumer<ApplicationContext> eviction = context -> command.accept(context.getBean(LedgerCommands.class));
        instances.check(READS, eviction, evicted);
    }
}
