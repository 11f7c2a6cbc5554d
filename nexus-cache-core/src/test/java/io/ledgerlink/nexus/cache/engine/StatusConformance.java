package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Pageable;

/** Where an answer comes from, how old it is, and what goes past the cache. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class StatusConformance extends EngineConformance {

    StatusConformance(Remote remote) {
        super(remote);
    }

    @Test
    void anAnswerSaysWhichStopGaveIt() {
        Instance a = start();
        Instance b = start();
        assertThat(fetch(a, key(1), "v1").status()).isEqualTo(CacheStatus.MISS);
        awaitStores(a, 1);
        assertThat(fetch(a, key(1), "v2")).extracting("value", "status").containsExactly("v1", CacheStatus.HIT_LOCAL);
        assertThat(fetch(b, key(1), "v3")).extracting("value", "status").containsExactly("v1", CacheStatus.HIT_REMOTE);
        assertThat(fetch(b, key(1), "v4")).extracting("value", "status").containsExactly("v1", CacheStatus.HIT_LOCAL);
        assertThat(fetch(b, key(1), "v5", FetchOptions.bypass()))
                .extracting("value", "status")
                .containsExactly("v5", CacheStatus.BYPASS);
        assertThat(statistics(b))
                .extracting("localHits", "remoteHits", "misses", "bypasses", "loads")
                .containsExactly(1L, 1L, 0L, 1L, 1L);
        assertThat(statistics(a))
                .extracting("localHits", "remoteHits", "misses", "bypasses", "loads")
                .containsExactly(1L, 0L, 1L, 0L, 1L);
    }

    @Test
    void anAnswerSaysHowOldItIsAndHowLongItStaysFresh() {
        Clock clock = new Clock();
        Instance a = start(clock, CachePolicy.defaults().withTtl(Duration.ofMinutes(5)));
        assertThat(fetch(a, key(1), "v1"))
                .extracting("age", "remaining")
                .containsExactly(Duration.ZERO, Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(2));
        assertThat(fetch(a, key(1), "v2"))
                .isEqualTo(
                        new CachedResult<>("v1", CacheStatus.HIT_LOCAL, Duration.ofMinutes(2), Duration.ofMinutes(3)));
    }

    @Test
    void anEntryPastItsTimeToLiveIsLoadedAnew() {
        Clock clock = new Clock();
        Instance a = start(clock, CachePolicy.defaults().withTtl(Duration.ofMinutes(5)));
        storeThrough(a, key(1), "v1");
        clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(get(a, key(1), "v2")).isEqualTo("v1");
        clock.advance(Duration.ofNanos(1));
        assertThat(fetch(a, key(1), "v2")).extracting("value", "status").containsExactly("v2", CacheStatus.MISS);
    }

    @Test
    void aCacheWithoutATimeToLiveIsPassedBy() {
        Instance a = start(CachePolicy.defaults().withTtl(Duration.ZERO));
        int readsBefore = a.tier().count(Command.READ);
        assertThat(fetch(a, key(1), "v1")).extracting("value", "status").containsExactly("v1", CacheStatus.BYPASS);
        assertThat(fetch(a, key(1), "v2")).extracting("value", "status").containsExactly("v2", CacheStatus.BYPASS);
        assertThat(a.tier().count(Command.READ)).isEqualTo(readsBefore);
        assertThat(statistics(a).localEntries()).isZero();
    }

    @Test
    void aBypassNeitherAsksNorWritesATier() {
        Instance a = start();
        fetch(a, key(1), "v1", FetchOptions.bypass());
        assertThat(a.cache().getIfPresent(key(1), String.class)).isEmpty();
        get(a, key(1), "v2");
        assertThat(fetch(a, key(1), "v3", FetchOptions.bypass()).remaining()).isZero();
        assertThat(get(a, key(1), "v4")).isEqualTo("v2");
    }

    @Test
    void aRefreshAsksTheSourceAndStoresInBothTiers() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "v1");
        assertThat(fetch(a, key(1), "v2", FetchOptions.refresh()))
                .extracting("value", "status")
                .containsExactly("v2", CacheStatus.MISS);
        awaitStores(a, 2);
        assertThat(get(a, key(1), "v3")).isEqualTo("v2");
        assertThat(get(b, key(1), "v3")).isEqualTo("v2");
    }

    @Test
    void aRefreshJoinsNoOlderLoadAndLaterCallersJoinTheRefresh() throws Exception {
        Instance a = start();
        CountDownLatch olderBegan = new CountDownLatch(1);
        CountDownLatch olderEnds = new CountDownLatch(1);
        CountDownLatch refreshBegan = new CountDownLatch(1);
        CountDownLatch refreshEnds = new CountDownLatch(1);
        Caller<String> older = Caller.of(() -> a.cache().get(key(1), String.class, () -> {
            olderBegan.countDown();
            Caller.pass(olderEnds);
            return "older";
        }));
        Caller.pass(olderBegan);
        Caller<Object> refresh = Caller.of(() -> a.cache()
                .fetch(
                        key(1),
                        String.class,
                        () -> {
                            refreshBegan.countDown();
                            Caller.pass(refreshEnds);
                            return "refreshed";
                        },
                        FetchOptions.refresh())
                .value());
        Caller.pass(refreshBegan);
        Caller<String> later = Caller.of(() -> get(a, key(1), "later")).awaitWaiting();
        refreshEnds.countDown();
        assertThat(refresh.answer()).isEqualTo("refreshed");
        assertThat(later.answer()).isEqualTo("refreshed");
        olderEnds.countDown();
        assertThat(older.answer()).isEqualTo("older");
    }

    @Test
    void nothingIsAValueWithATimeToLiveOfItsOwn() {
        Clock clock = new Clock();
        CachePolicy policy =
                CachePolicy.defaults().withTtl(Duration.ofMinutes(5)).withNullTtl(Duration.ofSeconds(10));
        Instance a = start(clock, policy);
        Instance b = start(clock, policy);
        assertThat(fetch(a, key(1), null)).extracting("value", "status").containsExactly(null, CacheStatus.MISS);
        awaitStores(a, 1);
        assertThat(fetch(a, key(1), "v"))
                .extracting("value", "status", "remaining")
                .containsExactly(null, CacheStatus.HIT_LOCAL, Duration.ofSeconds(10));
        assertThat(fetch(b, key(1), "v")).extracting("value", "status").containsExactly(null, CacheStatus.HIT_REMOTE);
        clock.advance(Duration.ofSeconds(10));
        assertThat(get(a, key(1), "v")).isEqualTo("v");
    }

    @Test
    void nothingIsNotKeptWithoutATimeToLive() {
        Instance a = start(CachePolicy.defaults().withNullTtl(Duration.ZERO));
        assertThat(fetch(a, key(1), null).remaining()).isZero();
        assertThat(a.cache().getIfPresent(key(1), String.class)).isEmpty();
        assertThat(get(a, key(1), "v")).isEqualTo("v");
    }

    @Test
    void aPageLargerThanTheQueryAllowsGoesPastTheCache() {
        Instance a = start();
        CacheKey large = page(Pagination.of(1, 251));
        assertThat(fetch(a, large, "v1").status()).isEqualTo(CacheStatus.BYPASS);
        assertThat(get(a, large, "v2")).isEqualTo("v2");
        assertThat(fetch(a, unpaged(), "v").status()).isEqualTo(CacheStatus.BYPASS);
        assertThat(fetch(a, page(Pagination.of(1, 250)), "v").status()).isEqualTo(CacheStatus.MISS);
        assertThat(a.cache().getIfPresent(large, String.class)).isEmpty();
    }

    @Test
    void aPageLargerThanTheQueryAllowsIsRefusedWhereThePolicySaysSo() {
        Instance a = start(CachePolicy.defaults().withOversize(CachePolicy.Oversize.REFUSE));
        assertThatThrownBy(() -> get(a, page(Pagination.of(1, 251)), "v"))
                .isInstanceOf(CacheKeyException.class)
                .hasMessageContaining("larger than 250")
                .hasMessageContaining("cache 'ledger'");
        assertThat(statistics(a).loads()).isZero();
    }

    @Test
    void aLookAsksTheTiersAlone() {
        Instance a = start();
        Instance b = start();
        assertThat(a.cache().getIfPresent(key(1), String.class)).isEmpty();
        storeThrough(a, key(1), "v1");
        storeThrough(a, key(2), null);
        assertThat(a.cache().<String>getIfPresent(key(1), String.class).orElseThrow())
                .extracting("value", "status")
                .containsExactly("v1", CacheStatus.HIT_LOCAL);
        assertThat(b.cache().<String>getIfPresent(key(1), String.class).orElseThrow())
                .extracting("value", "status")
                .containsExactly("v1", CacheStatus.HIT_REMOTE);
        Optional<CachedResult<String>> nothing = b.cache().getIfPresent(key(2), String.class);
        assertThat(nothing.orElseThrow()).extracting("value", "status").containsExactly(null, CacheStatus.HIT_REMOTE);
        assertThat(statistics(b).loads()).isZero();
    }

    private static CacheKey page(Pagination page) {
        return CacheKey.builder(LEDGER).tenant("t1").query("entries").page(page).build();
    }

    private static CacheKey unpaged() {
        return CacheKey.builder(LEDGER)
                .tenant("t1")
                .query("entries")
                .page(Pageable.unpaged())
                .build();
    }
}
