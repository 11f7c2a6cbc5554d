package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

/** Queries prepared for frequent calls, and whose result is whose. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class PreparedConformance extends EngineConformance {

    private static final QueryShape ENTRIES = QueryShape.of(LEDGER, "entries", "account");
    private static final List<String> TENANTS = List.of("t1", "t1:", "{t1}", "t*", "T1", "t%31", "t1:!tenant");

    PreparedConformance(Remote remote) {
        super(remote);
    }

    @Test
    void aHandleAndTheBuilderMakeTheSameKey() {
        Instance a = start();
        Instance b = start();
        QueryHandle<String> handle = handle(a, "value");
        Pagination page = Pagination.of(2, 10);
        assertThat(handle.getPage("t1", page, 7)).isEqualTo("value");
        awaitStores(a, 1);
        CacheKey built = CacheKey.builder(LEDGER)
                .tenant("t1")
                .query("entries")
                .part("account", 7)
                .page(page)
                .tags("account:7")
                .build();
        assertThat(handle.key("t1", page, 7)).isEqualTo(built).hasToString(built.toString());
        assertThat(fetch(b, built, "source"))
                .extracting("value", "status")
                .containsExactly("value", CacheStatus.HIT_REMOTE);
        assertThat(handle(b, "source").getPage("t1", page, 7)).isEqualTo("value");
        assertThat(statistics(b).localHits()).isOne();
    }

    @Test
    void aLocalHitMakesNoSource() {
        Instance a = start();
        QueryHandle.PerCall<String> query =
                a.cache().<String>query(ENTRIES, String.class).perCall();
        AtomicInteger made = new AtomicInteger();
        Function<String, Loader<String, Exception>> source = call -> {
            made.incrementAndGet();
            return () -> call;
        };
        assertThat(query.get(FetchOptions.cached(), "first", source, "t1", null, 7))
                .isEqualTo("first");
        assertThat(query.get(FetchOptions.cached(), "second", source, "t1", null, 7))
                .isEqualTo("first");
        assertThat(made).hasValue(1);
    }

    @Test
    void aProbeIsAnsweredByTheLocalTierAlone() {
        Instance a = start();
        QueryHandle.PerCall<String> query =
                a.cache().<String>query(ENTRIES, String.class).perCall();
        CallShape.Probe probe = CallShape.of(ENTRIES, 0).probe(new Object[] {7}, "t1", null);
        assertThat(query.hit(FetchOptions.cached(), probe)).isNull();
        assertThat(statistics(a).localHits()).isZero();

        query.get(FetchOptions.cached(), "value", call -> () -> call, "t1", null, 7);
        assertThat(query.hit(FetchOptions.cached(), probe)).isEqualTo("value");
        assertThat(statistics(a).localHits()).isOne();
        assertThat(query.hit(FetchOptions.refresh(), probe)).isNull();

        a.cache().evictor().evictTenant("t1");
        assertThat(query.hit(FetchOptions.cached(), probe)).isNull();
        assertThat(statistics(a).localHits()).isOne();
    }

    @Test
    void aProbeLeavesACachedNothingToTheKey() {
        Instance a = start();
        QueryHandle.PerCall<String> query =
                a.cache().<String>query(ENTRIES, String.class).perCall();
        CallShape.Probe probe = CallShape.of(ENTRIES, 0).probe(new Object[] {7}, "t1", null);
        query.get(FetchOptions.cached(), "call", call -> () -> null, "t1", null, 7);
        assertThat(query.hit(FetchOptions.cached(), probe)).isNull();
        assertThat(statistics(a).localHits()).isZero();
        assertThat(query.get(FetchOptions.cached(), "call", call -> () -> "loaded again", "t1", null, 7))
                .isNull();
        assertThat(statistics(a).localHits()).isOne();
    }

    @Test
    void tagsAreNamedFromTheArguments() {
        Instance a = start();
        AtomicReference<String> source = new AtomicReference<>("old");
        QueryHandle<String> handle = a.cache()
                .<String>query(ENTRIES, String.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .loader((tenant, page, arguments) -> source.get());
        handle.get("t1", 7);
        handle.get("t1", 8);
        source.set("new");
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(handle.get("t1", 7)).isEqualTo("new");
        assertThat(handle.get("t1", 8)).isEqualTo("old");
    }

    @Test
    void argumentsAreFixedBeforeTheLoaderRuns() {
        Instance a = start();
        AtomicInteger loads = new AtomicInteger();
        QueryHandle<String> handle = a.cache()
                .<String>query(ENTRIES, String.class)
                .loader((tenant, page, arguments) -> {
                    loads.incrementAndGet();
                    if (arguments[0] instanceof ArrayList<?> list) {
                        list.clear();
                    }
                    arguments[0] = "changed";
                    return "value";
                });
        handle.get("t1", new ArrayList<>(List.of(1)));
        assertThat(handle.get("t1", List.of(1))).isEqualTo("value");
        assertThat(loads).hasValue(1);
        handle.get("t1", 5);
        handle.get("t1", 5);
        assertThat(loads).hasValue(2);
        assertThat(statistics(a).localHits()).isEqualTo(2);
        assertThat(a.cache().getIfPresent(handle.key("t1", null, "changed"), String.class))
                .isEmpty();
    }

    @Test
    void aHandleFetchesWithOptionsAndSaysWhereTheAnswerCameFrom() {
        Instance a = start();
        QueryHandle<String> handle = handle(a, "value");
        assertThat(handle.fetch(FetchOptions.bypass(), "t1", null, 7).status()).isEqualTo(CacheStatus.BYPASS);
        assertThat(handle.fetch(FetchOptions.cached(), "t1", null, 7).status()).isEqualTo(CacheStatus.MISS);
        assertThat(handle.fetch(FetchOptions.cached(), "t1", null, 7).status()).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(handle.fetch(FetchOptions.refresh(), "t1", null, 7).status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void aHandleThrowsWhatItsSourceThrows() {
        IOException failure = new IOException("checked");
        QueryHandle<String> handle = start().cache()
                .<String>query(ENTRIES, String.class)
                .loader((tenant, page, arguments) -> {
                    throw failure;
                });
        assertThatThrownBy(() -> handle.get("t1", 7)).isSameAs(failure);
    }

    @Test
    void aHandleOfABytesStoreHandsOutCopies() {
        Instance a = start(CachePolicy.defaults().withLocal(CachePolicy.Local.bytes(1_000_000)));
        QueryHandle<List<String>> handle = a.cache()
                .<List<String>>query(ENTRIES, new ParameterizedTypeReference<List<String>>() {}.getType())
                .loader((tenant, page, arguments) -> new ArrayList<>(List.of("a")));
        handle.get("t1", 7);
        for (int i = 0; i < 3; i++) {
            List<String> copy = handle.get("t1", 7);
            assertThat(copy).containsExactly("a");
            copy.add("spoilt");
        }
    }

    @Test
    void aResultIsNeverAnothersWhoeverAsksAtTheSameTime() throws Exception {
        List<QueryHandle<String>> handles = new ArrayList<>();
        List<Instance> instances = List.of(start(), start());
        for (Instance instance : instances) {
            for (String query : List.of("entries", "balances")) {
                handles.add(instance.cache()
                        .<String>query(QueryShape.of(LEDGER, query, "account"), String.class)
                        .tags(arguments -> List.of("account:" + arguments[0]))
                        .loader((tenant, page, arguments) -> result(query, tenant, page, arguments[0])));
            }
        }
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int offset = thread;
            callers.add(Caller.of(() -> askForEverything(handles, instances.get(offset % 2), offset)));
        }
        for (Caller<Integer> caller : callers) {
            assertThat(caller.answer()).isEqualTo(10 * 4 * TENANTS.size() * 3 * 2);
        }
    }

    private static int askForEverything(List<QueryHandle<String>> handles, Instance evicting, int offset) {
        int asked = 0;
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 4 * TENANTS.size() * 3 * 2; i++) {
                int at = i + offset * 31;
                String tenant = TENANTS.get(at % TENANTS.size());
                Pagination page = Pagination.of(at % 3 + 1, 10);
                int account = at / 3 % 2;
                int handle = i % 4;
                String query = handle % 2 == 0 ? "entries" : "balances";
                assertThat(handles.get(handle).getPage(tenant, page, account))
                        .isEqualTo(result(query, tenant, page, account));
                asked++;
            }
            evicting.cache().evictor().evictTenant(TENANTS.get((round + offset) % TENANTS.size()));
        }
        return asked;
    }

    private static String result(String query, Object tenant, Object page, Object account) {
        return query + "|" + tenant + "|" + page + "|" + account;
    }

    private static QueryHandle<String> handle(Instance instance, String source) {
        return instance.cache()
                .<String>query(ENTRIES, String.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .loader((tenant, page, arguments) -> source);
    }
}
