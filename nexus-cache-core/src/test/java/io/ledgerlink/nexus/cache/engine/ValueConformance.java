package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;

/** What callers get and what they can do to it. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class ValueConformance extends EngineConformance {

    private static final Type LISTS = new ParameterizedTypeReference<List<List<String>>>() {}.getType();
    private static final CachePolicy BYTES =
            CachePolicy.defaults().withLocal(Local.bytes(1_000_000)).withRemote(true);

    ValueConformance(Remote remote) {
        super(remote);
    }

    @Test
    void aLocalHitIsTheLoadedObjectItself() {
        Instance a = start();
        Object loaded = a.cache().<Account, RuntimeException>get(key(1), Account.class, () -> new Account("a"));
        assertThat(a.cache().<Account, RuntimeException>get(key(1), Account.class, () -> new Account("b")))
                .isSameAs(loaded);
    }

    static Stream<Collections> collections() {
        return Stream.of(
                new Collections(
                        new ParameterizedTypeReference<List<String>>() {}.getType(),
                        () -> new ArrayList<>(List.of("a")),
                        value -> ((List<Object>) value).add("spoilt")),
                new Collections(
                        new ParameterizedTypeReference<Set<String>>() {}.getType(),
                        () -> new HashSet<>(Set.of("a")),
                        value -> ((Set<Object>) value).add("spoilt")),
                new Collections(
                        new ParameterizedTypeReference<Map<String, String>>() {}.getType(),
                        () -> new HashMap<>(Map.of("a", "b")),
                        value -> ((Map<Object, Object>) value).put("spoilt", "spoilt")),
                new Collections(
                        new ParameterizedTypeReference<Page<String>>() {}.getType(),
                        () -> new PageImpl<>(new ArrayList<>(List.of("a")), PageRequest.of(0, 10), 1),
                        value -> ((Page<Object>) value).getContent().add("spoilt")));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void aCollectionCannotBeChangedOnAMissOrOnAnyHitOrPastTheCache(Collections collection) {
        Instance a = start();
        Instance b = start();
        Object loaded = collection.loaded.get();
        Object missed = collection.ask(a, () -> loaded, FetchOptions.cached());
        awaitStores(a, 1);
        List<@Nullable Object> answers = List.of(
                missed,
                collection.ask(a, () -> loaded, FetchOptions.cached()),
                collection.ask(b, () -> loaded, FetchOptions.cached()),
                collection.ask(b, () -> loaded, FetchOptions.cached()),
                collection.ask(b, () -> loaded, FetchOptions.bypass()));
        for (Object answer : answers) {
            assertThat(answer).isEqualTo(missed);
            assertThatThrownBy(() -> collection.spoil.accept(answer)).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(statistics(b).remoteHits()).isOne();
    }

    @Test
    void aListThatItsLoaderGoesOnChangingIsKeptAsItWas() {
        Instance a = start();
        List<List<String>> own = new ArrayList<>(List.of(List.of("a")));
        lists(a, key(1), own);
        own.add(List.of("later"));
        assertThat(lists(a, key(1), List.of())).containsExactly(List.of("a"));
    }

    @Test
    void keptAsBytesEveryHitIsACopyOfItsOwn() {
        Instance a = start(BYTES);
        Instance b = start(BYTES);
        lists(a, key(1), nested("a"));
        awaitStores(a, 1);
        for (Instance instance : List.of(a, b)) {
            for (int i = 0; i < 3; i++) {
                List<List<String>> copy = lists(instance, key(1), List.of());
                assertThat(copy).containsExactly(List.of("a"));
                copy.get(0).add("spoilt");
            }
        }
        assertThat(statistics(b)).extracting("localHits", "remoteHits").containsExactly(2L, 1L);
    }

    @Test
    void keptAsBytesTheLoadersOwnObjectIsNotKept() {
        Instance a = start(BYTES);
        List<List<String>> own = nested("a");
        assertThat(lists(a, key(1), own)).isSameAs(own);
        own.get(0).add("spoilt");
        assertThat(lists(a, key(1), List.of())).containsExactly(List.of("a"));
    }

    /** Where nothing is kept there are no bytes at hand, and those who wait must not share an object all the same. */
    static Stream<CachePolicy> byteStores() {
        return Stream.of(BYTES, BYTES.withSourceLag(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("byteStores")
    void keptAsBytesEveryoneWhoWaitsForALoadGetsACopyOfItsOwn(CachePolicy policy) throws Exception {
        Instance a = start(policy);
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<@Nullable List<List<String>>> leading = Caller.of(() -> a.cache().get(key(1), LISTS, () -> {
            began.countDown();
            Caller.pass(ends);
            return nested("a");
        }));
        Caller.pass(began);
        Caller<List<List<String>>> one =
                Caller.of(() -> lists(a, key(1), nested("a"))).awaitWaiting();
        Caller<List<List<String>>> two =
                Caller.of(() -> lists(a, key(1), nested("a"))).awaitWaiting();
        ends.countDown();
        for (Caller<? extends @Nullable List<List<String>>> caller : List.of(leading, one, two)) {
            List<List<String>> copy = caller.answer();
            assertThat(copy).containsExactly(List.of("a"));
            copy.get(0).add("spoilt");
        }
        assertThat(statistics(a).loads()).isOne();
    }

    @Test
    void aLocalTierOfBytesHoldsNoMoreThanItsBound() {
        Instance a = start(CachePolicy.defaults().withLocal(Local.bytes(50_000)));
        String kilobyte = "x".repeat(1_000);
        for (int i = 0; i < 200; i++) {
            get(a, key(i), kilobyte);
        }
        assertThat(statistics(a).localEntries()).isPositive().isLessThanOrEqualTo(50);
    }

    @Test
    void aLocalTierOfReferencesHoldsNoMoreThanItsBound() {
        Instance a = start(CachePolicy.defaults().withLocal(Local.references(10)));
        for (int i = 0; i < 100; i++) {
            get(a, key(i), "value");
        }
        assertThat(statistics(a).localEntries()).isPositive().isLessThanOrEqualTo(10);
    }

    @Test
    void withoutALocalTierEveryHitIsARemoteOne() {
        Instance a = start(CachePolicy.defaults().withLocal(Local.none()));
        storeThrough(a, key(1), "value");
        for (int i = 0; i < 100; i++) {
            assertThat(fetch(a, key(1), "source").status()).isEqualTo(CacheStatus.HIT_REMOTE);
        }
    }

    @Test
    void aCopyOfARemoteEntryDoesNotOutliveTheOriginal() {
        Clock clock = new Clock();
        CachePolicy policy =
                CachePolicy.defaults().withTtl(Duration.ofMinutes(5)).withMaxUnconfirmed(CachePolicy.UNLIMITED);
        Instance a = start(clock, policy);
        Instance b = start(clock, policy);
        storeThrough(a, key(1), "old");
        assertThat(b.cache().getIfPresent(key(2), String.class)).isEmpty();
        clock.advance(Duration.ofMinutes(4));
        assertThat(fetch(b, key(1), "new"))
                .satisfies(copy -> assertThat(copy.status()).isEqualTo(CacheStatus.HIT_REMOTE))
                .satisfies(copy -> assertThat(copy.remaining()).isLessThanOrEqualTo(Duration.ofMinutes(1)))
                .satisfies(copy -> assertThat(copy.age()).isGreaterThanOrEqualTo(Duration.ofMinutes(4)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(get(b, key(1), "new")).isEqualTo("new");
    }

    @Test
    void anEntryThatTakesAnothersPlaceLivesItsOwnLife() {
        Clock clock = new Clock();
        CachePolicy policy = CachePolicy.defaults()
                .withTtl(Duration.ofMinutes(5))
                .withNullTtl(Duration.ofSeconds(10))
                .withMaxUnconfirmed(CachePolicy.UNLIMITED)
                .withRemote(false);
        Instance a = start(clock, policy);
        get(a, key(1), null);
        fetch(a, key(1), "value", FetchOptions.refresh());
        clock.advance(Duration.ofMinutes(4));
        assertThat(get(a, key(1), "source")).isEqualTo("value");
    }

    @Test
    void aValueThatCannotBeEncodedReachesTheCallerAndIsCounted() {
        Instance a = start(unencodable(CachePolicy.defaults()));
        assertThat(get(a, key(1), "unencodable")).isEqualTo("unencodable");
        Await.until("it is counted", () -> statistics(a).unencodable() == 1);
        assertThat(fetch(a, key(1), "again"))
                .extracting("value", "status")
                .containsExactly("unencodable", CacheStatus.HIT_LOCAL);
        assertThat(a.cache().put(key(2), String.class, "unencodable").stamps()).hasSize(1);
        assertThat(get(a, key(2), "again")).isEqualTo("unencodable");
        assertThat(entries()).isEmpty();
    }

    @Test
    void aValueThatCannotBeEncodedReachesTheCallersOfABytesStore() throws Exception {
        Instance a = start(unencodable(BYTES));
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<@Nullable String> leading = Caller.of(() -> a.cache().get(key(1), String.class, () -> {
            began.countDown();
            Caller.pass(ends);
            return "unencodable";
        }));
        Caller.pass(began);
        Caller<String> waiting =
                Caller.of(() -> get(a, key(1), "unencodable, its own")).awaitWaiting();
        ends.countDown();
        assertThat(leading.answer()).isEqualTo("unencodable");
        assertThat(waiting.answer()).isEqualTo("unencodable, its own");
        assertThat(statistics(a).unencodable()).isPositive();
        assertThat(statistics(a).localEntries()).isZero();
        assertThat(a.cache().put(key(2), String.class, "unencodable").stamps()).hasSize(1);
        assertThat(get(a, key(2), "again")).isEqualTo("again");
        assertThat(a.cache().begin(key(3), String.class).store("unencodable")).isFalse();
    }

    @Test
    void aPutThatCannotBeEncodedFallsWithAnEvictionThatComesWhileItIsPut() throws Exception {
        Instance a = start(unencodable(CachePolicy.defaults()));
        get(a, key("t2", 1), "warm");
        Hold putsEviction = a.tier().holdReply(Command.EVICT);
        Caller<EvictionReceipt> put = Caller.of(() -> a.cache().put(key(1), String.class, "unencodable"));
        putsEviction.awaitReached();
        assertThat(a.cache().evictor().evictQuery(key(1)).status()).isEqualTo(Status.CONFIRMED);
        putsEviction.release();
        assertThat(put.answer().status()).isEqualTo(Status.CONFIRMED);
        assertThat(get(a, key(1), "committed")).isEqualTo("committed");
    }

    private UnaryOperator<NexusCacheBuilder> unencodable(CachePolicy policy) {
        return builder -> builder.codec(CachePolicy.Codec.JSON, new Picky(JsonCodec.standard()))
                .defaults(policy);
    }

    private List<String> entries() {
        return remote.keys().stream()
                .filter(key -> key.startsWith(application + ":") && !key.contains("}:!"))
                .toList();
    }

    private static List<List<String>> nested(String value) {
        return new ArrayList<>(List.of(new ArrayList<>(List.of(value))));
    }

    private static List<List<String>> lists(Instance instance, CacheKey key, List<List<String>> source) {
        List<List<String>> answer =
                instance.cache().<List<List<String>>, RuntimeException>get(key, LISTS, () -> source);
        return answer == null ? List.of() : answer;
    }

    record Account(String name) {}

    /** A type of collection, one of it, and how a caller would spoil it. */
    record Collections(Type type, Supplier<Object> loaded, Consumer<Object> spoil) {

        Object ask(Instance instance, Supplier<Object> source, FetchOptions options) {
            Object value = instance.cache()
                    .<Object, RuntimeException>fetch(key(1), type, source::get, options)
                    .value();
            return value == null ? "nothing" : value;
        }

        @Override
        public String toString() {
            return type.getTypeName();
        }
    }

    /** A codec that refuses some values. */
    private record Picky(CacheCodec codec) implements CacheCodec {

        @Override
        public byte id() {
            return codec.id();
        }

        @Override
        public byte[] encode(Object value, Type type) {
            if (String.valueOf(value).startsWith("unencodable")) {
                throw new IllegalArgumentException("This value cannot be encoded");
            }
            return codec.encode(value, type);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length, Type type) {
            return codec.decode(bytes, offset, length, type);
        }
    }
}
