package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheObserver;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheObserverTests {

    private static final CachePolicy SHORT = CachePolicy.defaults().withTtl(Duration.ofSeconds(7));

    private final AtomicLong nanos = new AtomicLong(1);
    private final NexusCache cache = NexusCacheBuilder.named("observed")
            .inMemory(new InMemoryRemote())
            .cache("rates", SHORT)
            .ticker(nanos::get)
            .build();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void theCachesAreThoseThatWereConfiguredAndThoseThatHaveBeenAsked() {
        assertThat(cache.cacheNames()).containsExactly("rates");
        load("ledger", "a", () -> "one");
        assertThat(cache.cacheNames()).containsExactly("ledger", "rates");
    }

    @Test
    void aCachesPolicyIsItsOwnOrTheDefaultAndAskingForItOpensNoCache() {
        assertThat(cache.policy("rates")).isEqualTo(SHORT);
        assertThat(cache.policy("ledger")).isEqualTo(CachePolicy.defaults());
        assertThat(cache.cacheNames()).containsExactly("rates");
    }

    @Test
    void anObserverIsToldOfEachCacheOnceWhetherConfiguredOrAskedBeforeOrAfter() {
        load("before", "a", () -> "one");
        observe();
        load("after", "a", () -> "one");
        load("after", "b", () -> "two");
        load("rates", "a", () -> "three");
        assertThat(told)
                .filteredOn(news -> news.startsWith("opened"))
                .containsExactly("opened before", "opened rates", "opened after");
    }

    @Test
    void aLoadIsToldWithItsTimeAndAHitIsNot() {
        observe();
        load("rates", "a", () -> {
            nanos.addAndGet(3_000_000);
            return "one";
        });
        load("rates", "a", () -> "two");
        assertThat(told).containsExactly("opened rates", "loaded rates PT0.003S false");
    }

    @Test
    void aLoadThatThrowsIsToldAsFailed() {
        observe();
        assertThatIllegalStateException()
                .isThrownBy(() -> load("rates", "a", () -> {
                    nanos.addAndGet(2_000_000);
                    throw new IllegalStateException("broken on purpose");
                }));
        assertThat(told).containsExactly("opened rates", "loaded rates PT0.002S true");
    }

    @Test
    void aBatchIsOneLoadOfEachCacheInIt() {
        observe();
        List<CacheKey> keys = List.of(key("rates", "a"), key("rates", "b"), key("ledger", "a"));
        cache.getAll(keys, String.class, missing -> {
            nanos.addAndGet(5_000_000);
            return Map.of();
        });
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "opened rates", "opened ledger", "loaded rates PT0.005S false", "loaded ledger PT0.005S false");
    }

    @Test
    void aBatchThatThrowsIsToldAsFailed() {
        observe();
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.getAll(List.of(key("rates", "a")), String.class, missing -> {
                    throw new IllegalStateException("broken on purpose");
                }));
        assertThat(told).containsExactly("opened rates", "loaded rates PT0S true");
    }

    @Test
    void anObserverThatWasRemovedHearsNothing() {
        CacheObserver observer = observe();
        load("rates", "a", () -> "one");
        cache.removeObserver(observer);
        load("ledger", "a", () -> "one");
        assertThat(told).containsExactly("opened rates", "loaded rates PT0S false");
    }

    @Test
    void evictionsThatNameACacheAreCountedThereAndAllOfThemByTheInstance() {
        cache.evictor().evictCache("rates");
        cache.evictor().evictRegion("t1", "rates");
        cache.evictor().evictShared("rates");
        cache.evictor().evictQuery(key("rates", "a"));
        cache.put(key("rates", "a"), String.class, "one");
        assertThat(cache.statistics("rates").evictions()).isEqualTo(5);
        cache.evictor().evictAll();
        cache.evictor().evictTenant("t1");
        cache.evictor().evictTag("t1", "cache:rates");
        assertThat(cache.statistics("rates").evictions()).isEqualTo(5);
        assertThat(cache.statistics("ledger").evictions()).isZero();
        assertThat(cache.busStatistics().evictions()).isEqualTo(8);
    }

    @Test
    void whatTheTiersAreGivenToKeepIsCountedAndWhatTheyFindIsNot() {
        load("rates", "a", () -> "one");
        load("rates", "a", () -> "two");
        cache.put(key("rates", "b"), String.class, "three");
        cache.begin(key("rates", "c"), String.class).store("four");
        assertThat(cache.statistics("rates").puts()).isEqualTo(3);
    }

    private CacheObserver observe() {
        CacheObserver observer = new CacheObserver() {
            @Override
            public void opened(String cache) {
                told.add("opened " + cache);
            }

            @Override
            public void loaded(String cache, Duration took, boolean failed) {
                told.add("loaded " + cache + " " + took + " " + failed);
            }
        };
        cache.addObserver(observer);
        return observer;
    }

    private void load(String name, String account, Loader<String, RuntimeException> loader) {
        cache.get(key(name, account), String.class, loader);
    }

    private static CacheKey key(String name, String account) {
        return CacheKey.builder(name)
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
    }
}
