package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key that somebody has loaded again, and what answers meanwhile. */
class RefreshTests {

    private static final CachePolicy POLICY = CachePolicy.defaults().withMaxUnconfirmed(CachePolicy.UNLIMITED);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        playground.close();
    }

    static Stream<CachePolicy> withLocalTier() {
        return Stream.of(POLICY, POLICY.withLocal(Local.bytes(1_000_000)), POLICY.withRemote(false));
    }

    @ParameterizedTest
    @MethodSource("withLocalTier")
    void theOldEntryAnswersUntilTheNewOneIsKept(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        a.get(key, "v1");
        CompletableFuture<CachedResult<String>> refreshed = refresh(a, () -> held("v2"));
        Caller.pass(begun);
        assertThat(a.get(key, "unused")).isEqualTo("v1");
        assertThat(a.status(key, "unused")).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(refreshed).isNotDone();
        gate.countDown();
        assertThat(refreshed.get(10, TimeUnit.SECONDS).value()).isEqualTo("v2");
        assertThat(refreshed.join().status()).isEqualTo(CacheStatus.MISS);
        assertThat(a.get(key, "unused")).isEqualTo("v2");
    }

    @Test
    void otherInstancesFindTheNewEntry() throws Exception {
        Player a = playground.join(POLICY);
        a.store(key, "v1");
        refresh(a, () -> "v2").get(10, TimeUnit.SECONDS);
        Await.until("it is stored", () -> a.cache.statistics("ledger").stores() == 2);
        assertThat(playground.join(POLICY).get(key, "unused")).isEqualTo("v2");
    }

    @Test
    void ifTheSourceFailsTheOldEntryGoesOnAnswering() {
        Player a = playground.join(POLICY);
        a.store(key, "v1");
        IllegalStateException down = new IllegalStateException("down");
        CompletableFuture<CachedResult<String>> refreshed = refresh(a, () -> {
            throw down;
        });
        assertThatThrownBy(() -> refreshed.get(10, TimeUnit.SECONDS)).hasCause(down);
        assertThat(a.status(key, "unused")).isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void aCallThatNothingAnswersSharesTheLoad() throws Exception {
        Player a = playground.join(POLICY);
        CompletableFuture<CachedResult<String>> refreshed = refresh(a, () -> held("v1"));
        Caller.pass(begun);
        Caller<String> other = Caller.of(() -> a.get(key, "unused")).awaitWaiting();
        gate.countDown();
        assertThat(other.answer()).isEqualTo("v1");
        assertThat(refreshed.get(10, TimeUnit.SECONDS).value()).isEqualTo("v1");
    }

    @Test
    void whatWasReadBeforeAnEvictionIsNotKept() throws Exception {
        Player a = playground.join(POLICY);
        a.store(key, "v1");
        CompletableFuture<CachedResult<String>> refreshed = refresh(a, () -> held("v2"));
        Caller.pass(begun);
        a.cache.evictor().evictQuery(key);
        assertThat(a.get(key, "v3")).isEqualTo("v3");
        gate.countDown();
        refreshed.get(10, TimeUnit.SECONDS);
        assertThat(a.get(key, "unused")).isEqualTo("v3");
    }

    @Test
    void aPreparedQueryIsLoadedAnewWithTheArgumentsOfTheCall() throws Exception {
        Player a = playground.join(POLICY);
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch pass = new CountDownLatch(1);
        QueryHandle<String> query = a.cache
                .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                .loader((tenant, page, arguments) -> {
                    if (asked.incrementAndGet() == 2) {
                        Caller.pass(pass);
                    }
                    return tenant + " " + page + " " + arguments[0] + " " + asked;
                });
        assertThat(query.getPage("t1", null, 7)).isEqualTo("t1 null 7 1");
        Object[] arguments = {7};
        CompletableFuture<CachedResult<String>> refreshed = query.refresh("t1", null, arguments);
        arguments[0] = 8;
        assertThat(query.getPage("t1", null, 7)).isEqualTo("t1 null 7 1");
        pass.countDown();
        assertThat(refreshed.get(10, TimeUnit.SECONDS).value()).isEqualTo("t1 null 7 2");
        assertThat(query.getPage("t1", null, 7)).isEqualTo("t1 null 7 2");
    }

    @Test
    void aCacheThatIsOffAsksTheSource() {
        NexusCache off = NexusCacheBuilder.off();
        assertThat(off.<String>refresh(key, String.class, () -> "v1").join().value())
                .isEqualTo("v1");
        QueryHandle<String> query = off.<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                .loader((tenant, page, arguments) -> tenant + " " + arguments[0]);
        assertThat(query.refresh("t1", null, 7).join().value()).isEqualTo("t1 7");
    }

    private CompletableFuture<CachedResult<String>> refresh(Player player, Loader<String, Exception> source) {
        return player.cache.refresh(key, String.class, source);
    }

    private String held(String value) throws InterruptedException {
        begun.countDown();
        Caller.pass(gate);
        return value;
    }
}
