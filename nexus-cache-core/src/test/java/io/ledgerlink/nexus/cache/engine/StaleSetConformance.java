package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.engine.EvictionConformance.Evicted;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was read before an eviction is never an answer after it, whoever evicts what, and whatever comes late. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StaleSetConformance {

    private static final int ROUNDS = 20;

    /** Who evicts while the other one's load is under way. */
    enum Evictor {
        SAME_INSTANCE,
        OTHER_INSTANCE
    }

    private Instances instances;
    private Instance a;
    private Instance b;

    /** Connects one more instance. */
    abstract RemoteTier tier(String channel);

    @BeforeEach
    void start() {
        instances = new Instances("stale-set", this::tier);
        a = instances.start();
        b = instances.start();
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    static Stream<Object[]> evictions() {
        return Stream.of(Evicted.values())
                .flatMap(evicted -> Stream.of(Evictor.values()).map(evictor -> new Object[] {evicted, evictor}));
    }

    @ParameterizedTest
    @MethodSource("evictions")
    void aLoadThatReadBeforeAnEvictionAnswersNoLaterCall(Evicted evicted, Evictor by) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CacheKey key = key(round);
            AtomicReference<String> source = new AtomicReference<>("old");
            CountDownLatch read = new CountDownLatch(1);
            CountDownLatch finish = new CountDownLatch(1);
            CompletableFuture<String> loading = CompletableFuture.supplyAsync(() -> get(a, key, () -> {
                String value = source.get();
                read.countDown();
                await(finish);
                return value;
            }));
            await(read);
            source.set("new");
            evict(by, evicted, key);
            finish.countDown();
            assertThat(loading.get(10, TimeUnit.SECONDS)).isEqualTo("old");
            noLaterCallGetsOld(key, source);
        }
    }

    @ParameterizedTest
    @MethodSource("evictions")
    void aCallAfterAnEvictionDoesNotJoinALoadFromBeforeIt(Evicted evicted, Evictor by) throws Exception {
        CacheKey key = key(0);
        AtomicReference<String> source = new AtomicReference<>("old");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<String> loading = CompletableFuture.supplyAsync(() -> get(a, key, () -> {
            String value = source.get();
            read.countDown();
            await(finish);
            return value;
        }));
        await(read);
        source.set("new");
        evict(by, evicted, key);
        assertThat(get(a, key, source::get)).isEqualTo("new");
        finish.countDown();
        assertThat(loading.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        noLaterCallGetsOld(key, source);
    }

    @ParameterizedTest
    @MethodSource("evictions")
    void aRemoteReplyThatComesAfterTheEvictionIsNotPromoted(Evicted evicted, Evictor by) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CacheKey key = key(round);
            AtomicReference<String> source = new AtomicReference<>("old");
            storeThrough(b, key, source);
            Hold late = a.tier().holdReply(Command.READ);
            CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> get(a, key, source::get));
            late.awaitReached();
            source.set("new");
            evict(by, evicted, key);
            late.release();
            reading.get(10, TimeUnit.SECONDS);
            noLaterCallGetsOld(key, source);
        }
    }

    @ParameterizedTest
    @MethodSource("evictions")
    void aStoreThatIsSentAfterTheEvictionIsRefused(Evicted evicted, Evictor by) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CacheKey key = key(round);
            AtomicReference<String> source = new AtomicReference<>("old");
            Hold late = a.tier().hold(Command.STORE);
            get(a, key, source::get);
            late.awaitReached();
            source.set("new");
            evict(by, evicted, key);
            storeThrough(b, key, source);
            late.release();
            noLaterCallGetsOld(key, source);
            assertThat(b.cache().getIfPresent(key, String.class).orElseThrow().value())
                    .isEqualTo("new");
        }
    }

    @ParameterizedTest
    @EnumSource(Evicted.class)
    void anEvictionWhoseMessageIsLostIsFoundByTheNextRemoteRead(Evicted evicted) throws Exception {
        CacheKey key = key(0);
        CacheKey otherPage = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", 0)
                .page(Pagination.of(2, 10))
                .tags("account:7")
                .build();
        AtomicReference<String> source = new AtomicReference<>("old");
        storeThrough(a, key, source);
        get(b, key, source::get);
        b.tier().loseMessages(true);
        source.set("new");
        assertThat(evicted.on(a, key).status()).isEqualTo(EvictionReceipt.Status.CONFIRMED);
        if (evicted == Evicted.ALL || evicted == Evicted.CACHE) {
            storeThrough(a, otherPage, source);
        }
        assertThat(get(b, otherPage, source::get)).isEqualTo("new");
        assertThat(get(b, key, source::get)).isEqualTo("new");
    }

    private void noLaterCallGetsOld(CacheKey key, AtomicReference<String> source) {
        assertThat(get(a, key, source::get)).isEqualTo("new");
        assertThat(get(b, key, source::get)).isEqualTo("new");
        assertThat(get(a, key, source::get)).isEqualTo("new");
    }

    /** Evicts, and waits until both instances have heard of it. */
    private void evict(Evictor by, Evicted evicted, CacheKey key) {
        Queue<ScopeStamp> heardByA = hearing(a);
        Queue<ScopeStamp> heardByB = hearing(b);
        EvictionReceipt receipt = evicted.on(by == Evictor.SAME_INSTANCE ? a : b, key);
        assertThat(receipt.status()).isEqualTo(EvictionReceipt.Status.CONFIRMED);
        Await.until(
                "both instances have heard of the eviction",
                () -> heardByA.containsAll(receipt.stamps()) && heardByB.containsAll(receipt.stamps()));
    }

    private static Queue<ScopeStamp> hearing(Instance instance) {
        Queue<ScopeStamp> heard = new ConcurrentLinkedQueue<>();
        instance.cache().evictor().addListener(eviction -> heard.addAll(eviction.stamps()));
        return heard;
    }

    /** Loads a key and waits until the remote tier has it. */
    private static void storeThrough(Instance instance, CacheKey key, AtomicReference<String> source) {
        long before = instance.cache().statistics("ledger").stores();
        get(instance, key, source::get);
        Await.until(
                "the entry is stored",
                () -> instance.cache().statistics("ledger").stores() > before);
    }

    private static String get(Instance instance, CacheKey key, Supplier<String> source) {
        return Objects.requireNonNull(instance.cache().<String, RuntimeException>get(key, String.class, source::get));
    }

    private static CacheKey key(int account) {
        return CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .page(Pagination.of(1, 10))
                .tags("account:7")
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("What the test waits for did not come");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
