package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.NullValue;

/** What Spring expects of a cache, and what we promise besides, for callers that no method stands behind. */
@SuppressWarnings({"NullAway", "unchecked"}) // What is cached may be null here, and is compared.
class SpringCacheTests {

    record Book(String title) {}

    private final InMemoryRemote remote = new InMemoryRemote();
    private final Instances instances = new Instances("books-app", channel -> remote.connect());
    private final Instance a = instances.start();
    private final NexusCacheManager manager = NexusCacheManager.over(a.cache()).build();
    private final Cache cache = manager.getCache("books");

    @AfterEach
    void end() {
        instances.close();
    }

    private Cache elsewhere() {
        return NexusCacheManager.over(instances.start().cache()).build().getCache("books");
    }

    @Test
    void knowsItsNameAndTheCacheBehindIt() {
        assertThat(cache.getName()).isEqualTo("books");
        assertThat(cache.getNativeCache()).isSameAs(a.cache());
    }

    @Test
    void answersWithWhatWasPut() {
        assertThat(cache.get("k")).isNull();
        assertThat(cache.get("k", String.class)).isNull();
        assertThat(cache.get("k", Object.class)).isNull();
        cache.put("k", "george");
        assertAnswers("k", "george");
        assertThat(cache.get("k", String.class)).isEqualTo("george");
        cache.put("k", null);
        assertAnswers("k", null);
        assertThat(cache.get("k", String.class)).isNull();
        cache.put("k", "again");
        cache.put("k", NullValue.INSTANCE);
        assertThat(cache.get("k").get()).isNull();
    }

    @Test
    void answersWithObjectsOfTheUsers() {
        cache.put("k", new Book("Ulysses"));
        assertAnswers("k", new Book("Ulysses"));
        assertThat(cache.get("k", Book.class)).isEqualTo(new Book("Ulysses"));
        cache.put("other", 5L);
        assertAnswers("other", 5L);
        assertAnswers("k", new Book("Ulysses"));
        Cache elsewhere = elsewhere();
        assertThat(elsewhere.get("k", Book.class)).isEqualTo(new Book("Ulysses"));
        assertThat(elsewhere.get("other", Long.class)).isEqualTo(5L);
        assertThat(elsewhere.<Object>get("other", (Class<Object>) (Class<?>) long.class))
                .isEqualTo(5L);
    }

    private void assertAnswers(Object key, @Nullable Object value) {
        assertThat(cache.get(key)).isNotNull();
        assertThat(cache.get(key).get()).isEqualTo(value);
        assertThat(cache.get(key, Object.class)).isEqualTo(value);
        assertThat(cache.get(key, (Class<?>) null)).isEqualTo(value);
    }

    @Test
    void refusesToHandOutAValueOfAnotherType() {
        cache.put("k", "george");
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get("k", Integer.class))
                .withMessage(
                        "Cache 'books' holds a java.lang.String for this key, and a java.lang.Integer was asked for."
                                + " Ask for that type, or keep values of two types under two keys");
    }

    @Test
    void putsOnlyWhatIsAbsentWhereAskedTo() {
        assertThat(cache.putIfAbsent("k", "first")).isNull();
        assertThat(cache.putIfAbsent("k", "second").get()).isEqualTo("first");
        assertAnswers("k", "first");
        assertThat(elsewhere().putIfAbsent("k", "third").get()).isEqualTo("first");
        assertThat(cache.putIfAbsent("nothing", null)).isNull();
        assertThat(cache.putIfAbsent("nothing", "late").get()).isNull();
    }

    @Test
    void ofManyThreadsThatPutWhatIsAbsentOneDoes() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 50; round++) {
                CyclicBarrier start = new CyclicBarrier(threads);
                String key = "k" + round;
                List<Future<Cache.ValueWrapper>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    int value = i;
                    answers.add(executor.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return cache.putIfAbsent(key, value);
                    }));
                }
                int put = 0;
                Set<Object> found = new HashSet<>();
                for (Future<Cache.ValueWrapper> answer : answers) {
                    Cache.ValueWrapper wrapper = answer.get(10, TimeUnit.SECONDS);
                    if (wrapper == null) {
                        put++;
                    } else {
                        found.add(wrapper.get());
                    }
                }
                assertThat(put).isOne();
                assertThat(found).containsExactly(cache.get(key).get());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void evictsOneKeyOnEveryInstance() {
        Cache elsewhere = elsewhere();
        cache.put("k", "value");
        cache.put("other", "stays");
        assertThat(elsewhere.get("k").get()).isEqualTo("value");
        cache.evict("k");
        assertThat(cache.get("k")).isNull();
        assertThat(cache.get("other").get()).isEqualTo("stays");
        Await.until("the eviction has arrived", () -> elsewhere.get("k") == null);
        assertThat(elsewhere.get("other").get()).isEqualTo("stays");
    }

    @Test
    void saysWhetherWhatItEvictsWasThere() {
        cache.put("k", "value");
        assertThat(cache.evictIfPresent("k")).isTrue();
        assertThat(cache.get("k")).isNull();
        assertThat(cache.evictIfPresent("k")).isFalse();
    }

    @Test
    void clearsEverythingOnEveryInstance() {
        Cache elsewhere = elsewhere();
        Cache neighbour = Objects.requireNonNull(manager.getCache("neighbour"));
        cache.put("enescu", "george");
        cache.put("vlaicu", "aurel");
        neighbour.put("enescu", "stays");
        assertThat(elsewhere.get("vlaicu").get()).isEqualTo("aurel");
        cache.clear();
        assertThat(cache.get("enescu")).isNull();
        Await.until("the eviction has arrived", () -> elsewhere.get("vlaicu") == null);
        assertThat(neighbour.get("enescu").get()).isEqualTo("stays");
        cache.put("enescu", "george");
        assertThat(cache.invalidate()).isFalse();
        assertThat(cache.get("enescu")).isNull();
    }

    @Test
    void loadsWhatIsAbsent() {
        assertThat(cache.get("k", () -> "loaded")).isEqualTo("loaded");
        assertThat(cache.get("k").get()).isEqualTo("loaded");
        assertThat(cache.<Object>get("null", () -> null)).isNull();
        assertThat(cache.get("null").get()).isNull();
        cache.put("null put", null);
        for (String there : List.of("k", "null", "null put")) {
            cache.get(there, () -> {
                throw new AssertionError("not asked for what is there");
            });
        }
    }

    @Test
    void wrapsWhatALoaderThrows() {
        Exception thrown = new IOException("expected");
        assertThatExceptionOfType(Cache.ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("k", () -> {
                    throw thrown;
                }))
                .satisfies(wrapped -> assertThat(wrapped.getKey()).isEqualTo("k"))
                .havingCause()
                .isSameAs(thrown);
        assertThat(cache.get("k")).isNull();
        assertThatExceptionOfType(Cache.ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("k", () -> {
                    throw new NoClassDefFoundError("gone");
                }))
                .withCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void doesNotTakeTheCachesOwnRefusalForTheLoaders() {
        assertThatExceptionOfType(Cache.ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("k", () -> cache.get("k", () -> "itself")))
                .withCauseInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void loadsOnceForManyCallers() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger loads = new AtomicInteger();
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(executor.submit(() -> cache.get("k", () -> {
                    loading.countDown();
                    release.await();
                    return loads.incrementAndGet();
                })));
            }
            assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isOne();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void retrievesWithoutWaiting() throws Exception {
        assertThat(cache.retrieve("k").get(10, TimeUnit.SECONDS)).isNull();
        cache.put("k", "value");
        assertThat(cache.retrieve("k"))
                .isCompletedWithValueMatching(
                        found -> ((Cache.ValueWrapper) found).get().equals("value"));
        cache.put("k", null);
        assertThat(cache.retrieve("k"))
                .isCompletedWithValueMatching(found -> ((Cache.ValueWrapper) found).get() == null);
    }

    @Test
    void retrievesOrLoads() throws Exception {
        assertThat(retrieved("k", CompletableFuture.completedFuture("loaded"))).isEqualTo("loaded");
        assertThat(retrieved("k", CompletableFuture.completedFuture("not asked")))
                .isEqualTo("loaded");
        assertThat(retrieved("null", CompletableFuture.completedFuture(null))).isNull();
        assertThat(cache.get("null")).isNotNull();
        Exception thrown = new IOException("expected");
        assertThat(cache.retrieve("failing", () -> CompletableFuture.failedFuture(thrown)))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isSameAs(thrown);
        assertThat(cache.get("failing")).isNull();
    }

    private @Nullable String retrieved(String key, CompletableFuture<String> source) throws Exception {
        return cache.retrieve(key, () -> source).get(10, TimeUnit.SECONDS);
    }

    @Test
    void refusesNullWhereItIsNotAllowed() {
        Cache strict = NexusCacheManager.over(a.cache())
                .settings(name -> SpringCacheSettings.defaults().withAllowsNull(false))
                .build()
                .getCache("strict");
        String text = "Cache 'strict' is configured to not allow null values but null was provided. Leave null out with"
                + " unless = \"#result == null\", or let the cache keep it (allow-null)";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> strict.put("k", null))
                .withMessage(text);
        assertThatIllegalArgumentException().isThrownBy(() -> strict.putIfAbsent("k", null));
        assertThatExceptionOfType(Cache.ValueRetrievalException.class)
                .isThrownBy(() -> strict.get("k", () -> null))
                .havingCause()
                .withMessage(text);
        strict.put("k", "value");
        assertThat(strict.get("k").get()).isEqualTo("value");
    }

    @Test
    void tellsKeysApartAsJavaDoes() {
        List<Object> keys = new ArrayList<>(List.of(
                1,
                1L,
                "1",
                new SimpleKey("a, b", "c"),
                new SimpleKey("a", "b, c"),
                new SimpleKey("a", "b", "c"),
                new SimpleKey(1),
                List.of("a", "b", "c"),
                List.of(),
                SimpleKey.EMPTY,
                new SimpleKey((Object) null),
                new SimpleKey(null, null),
                new SimpleKey((Object) new Object[] {"a", "b", "c"}),
                Map.of("a", 1),
                new Book("1"),
                "SimpleKey []"));
        keys.forEach(key -> cache.put(key, keys.indexOf(key)));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(cache.get(keys.get(i)).get()).as("%s", keys.get(i)).isEqualTo(i);
        }
        Cache elsewhere = elsewhere();
        for (int i = 0; i < keys.size(); i++) {
            assertThat(elsewhere.get(keys.get(i)).get()).as("%s", keys.get(i)).isEqualTo(i);
        }
    }

    @Test
    void equalKeysShareAnEntry() {
        cache.put(new SimpleKey("a", new int[] {1, 2}), "arrays by content");
        assertThat(cache.get(new SimpleKey("a", new int[] {1, 2})).get()).isEqualTo("arrays by content");
        List<String> changing = new ArrayList<>(List.of("a"));
        cache.put(changing, "before");
        changing.add("b");
        assertThat(cache.get(changing)).isNull();
        assertThat(cache.get(List.of("a")).get()).isEqualTo("before");
    }

    @Test
    void refusesAKeyThatHasNoText() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> cache.get(new Object()))
                .withMessageStartingWith(
                        "Argument 'key' of query '@Cacheable' of cache 'books' cannot be part of a key:"
                                + " java.lang.Object does not override equals");
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> cache.put(new SimpleKey(1, new Object()), "value"))
                .withMessageStartingWith(
                        "Argument 'arguments' of query '@Cacheable' of cache 'books' cannot be part of a key:"
                                + " java.lang.Object does not override equals");
    }

    @Test
    void keepsTenantsApartWhereTheCacheIsTheirs() {
        String[] tenant = {"t1"};
        Cache scoped = scoped(tenant);
        scoped.put("k", "of t1");
        tenant[0] = "t2";
        assertThat(scoped.get("k")).isNull();
        scoped.put("k", "of t2");
        scoped.clear();
        assertThat(scoped.get("k")).isNull();
        tenant[0] = "t1";
        assertThat(scoped.get("k").get()).isEqualTo("of t1");
        scoped.evict("k");
        assertThat(scoped.get("k")).isNull();
    }

    @Test
    void refusesATenantsCacheWithoutATenant() {
        Cache scoped = scoped(new String[1]);
        String text =
                "Cache 'scoped' keeps its entries per tenant, and no TenantResolver names the tenant of this call."
                        + " Register a TenantResolver bean that does, or say that the cache is shared if its entries are the same"
                        + " for every tenant.";
        assertThatExceptionOfType(MissingTenantException.class)
                .isThrownBy(() -> scoped.get("k"))
                .withMessage(text);
        assertThatExceptionOfType(MissingTenantException.class)
                .isThrownBy(scoped::clear)
                .withMessage(text);
    }

    private Cache scoped(String[] tenant) {
        return NexusCacheManager.over(a.cache())
                .settings(name -> SpringCacheSettings.defaults().withTenantScoped(true))
                .tenants(List.of(() -> null, () -> tenant[0]))
                .build()
                .getCache("scoped");
    }
}
