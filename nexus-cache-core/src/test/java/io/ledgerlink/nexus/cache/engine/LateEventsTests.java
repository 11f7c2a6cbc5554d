package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes late, after something newer, or from somebody who asked for less, takes nothing's place. */
class LateEventsTests {

    /** Half of the calls that the breaker remembers. */
    private static final int SILENCES = 5;

    private static final String LEDGER = EngineConformance.LEDGER;

    private final InMemoryRemote remote = new InMemoryRemote();
    private final List<InMemoryRemoteTier> links = new ArrayList<>();
    private final Instances instances = new Instances("late", channel -> {
        InMemoryRemoteTier link = remote.connect();
        links.add(link);
        return link;
    });

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void aValuePutIntoALocalCacheFallsWithAnEvictionThatComesWhileItIsPut() throws Exception {
        Instance a = instances.start(CachePolicy.defaults().withRemote(false));
        CacheKey key = EngineConformance.key(1);
        Hold putsEviction = a.tier().holdReply(Command.EVICT);
        Caller<EvictionReceipt> put = Caller.of(() -> a.cache().put(key, String.class, "put"));
        putsEviction.awaitReached();
        assertThat(a.cache().evictor().evictQuery(key).status()).isEqualTo(Status.CONFIRMED);
        putsEviction.release();
        put.answer();
        assertThat(EngineConformance.get(a, key, "committed")).isEqualTo("committed");
    }

    @Test
    void aValuePutWhileTheRemoteTierIsAwayFallsWithALaterEviction() {
        Instance a = instances.start();
        CacheKey key = EngineConformance.key(1);
        links.get(0).disconnect();
        assertThat(a.cache().put(key, String.class, "put").status()).isEqualTo(Status.PENDING);
        assertThat(EngineConformance.get(a, key, "unused")).isEqualTo("put");
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(EngineConformance.get(a, key, "committed")).isEqualTo("committed");
    }

    @Test
    void aKeyOfAHandleCarriesTheHandlesTags() {
        Instance a = instances.start();
        QueryHandle<String> handle = handle(a, "source");
        a.cache().put(handle.key("t1", null, 7), String.class, "put");
        assertThat(handle.get("t1", 7)).isEqualTo("put");
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(handle.get("t1", 7)).isEqualTo("source");
    }

    @Test
    void anEntryWithoutTagsAnswersNobodyWhoAsksForThem() {
        Instance a = instances.start(CachePolicy.defaults().withRemote(false));
        QueryHandle<String> handle = handle(a, "tagged");
        CacheKey tagged = handle.key("t1", null, 7);
        CacheKey untagged = tagged.withTags(List.of());
        assertThat(untagged).isEqualTo(tagged);
        assertThat(EngineConformance.get(a, untagged, "untagged")).isEqualTo("untagged");
        assertThat(handle.get("t1", 7)).isEqualTo("tagged");
        assertThat(EngineConformance.fetch(a, untagged, "unused").value()).isEqualTo("tagged");
        assertThat(EngineConformance.fetch(a, tagged, "unused").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(EngineConformance.fetch(a, tagged, "new").status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void aStoreIsNotSentWhileAnEvictionOfItIsPending() throws Exception {
        Gate gate = new Gate();
        Instance a = instances.start(builder -> builder.codec(CachePolicy.Codec.JSON, gate));
        EngineConformance.get(a, EngineConformance.key(1), "old");
        Caller.pass(gate.reached);
        a.tier().hold(Command.EVICT).fail();
        assertThat(a.cache().evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
        EngineConformance.get(a, EngineConformance.key("t2", 1), "other");
        gate.opened.countDown();
        Await.until(
                "the other tenant's entry is stored",
                () -> EngineConformance.statistics(a).stores() >= 1);
        assertThat(a.tier().count(Command.STORE)).isOne();
        assertThat(remote.keys()).noneMatch(key -> key.contains("{t1}:ledger"));
    }

    @Test
    void anOlderLoadTakesNoRefreshsPlace() throws Exception {
        Instance a = instances.start();
        CacheKey key = EngineConformance.key(1);
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Caller<@Nullable String> older = Caller.of(() -> a.cache().get(key, String.class, () -> {
            read.countDown();
            Caller.pass(finish);
            return "older";
        }));
        Caller.pass(read);
        assertThat(EngineConformance.fetch(a, key, "refreshed", FetchOptions.refresh())
                        .value())
                .isEqualTo("refreshed");
        EngineConformance.awaitStores(a, 1);
        finish.countDown();
        assertThat(older.answer()).isEqualTo("older");
        assertThat(EngineConformance.get(a, key, "unused")).isEqualTo("refreshed");
        assertThat(instances
                        .start()
                        .cache()
                        .getIfPresent(key, String.class)
                        .orElseThrow()
                        .value())
                .isEqualTo("refreshed");
    }

    @Test
    void aRemoteTierThatStaysSilentIsLeftAloneUntilItAnswers() {
        Instance a = instances.start(builder -> builder.remoteTimeout(Duration.ofMillis(50)));
        EngineConformance.storeThrough(a, EngineConformance.key(0), "v0");
        for (int i = 1; a.cache().busStatistics().connected(); i++) {
            a.tier().holdReply(Command.READ);
            assertThat(EngineConformance.get(a, EngineConformance.key(i), "v" + i))
                    .isEqualTo("v" + i);
        }
        assertThat(EngineConformance.get(a, EngineConformance.key(0), "unused")).isEqualTo("v0");
        Await.until("it is asked again", () -> a.cache().busStatistics().connected());
        EngineConformance.storeThrough(a, EngineConformance.key(1_000), "v");
    }

    @Test
    void silencesInARowMakeTheInstanceLeaveTheRemoteTierAlone() {
        Instance a = instances.start(builder -> builder.remoteTimeout(Duration.ofMillis(50)));
        for (int commands = 0; commands < 500; commands++) {
            a.tier().holdReply(Command.READ);
            a.tier().holdReply(Command.SETTLE);
        }
        for (int calls = 0; calls < SILENCES; calls++) {
            EngineConformance.get(a, EngineConformance.key(calls), "v");
        }
        assertThat(a.cache().busStatistics().connected()).isFalse();
        int asked = a.tier().count(Command.EVICT);
        assertThat(a.cache().evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
        assertThat(a.tier().count(Command.EVICT)).isEqualTo(asked);
    }

    /** A second wait would be a second sign of silence, and four puts would be enough to leave the remote tier alone. */
    @Test
    void aPutThatReadInVainSendsItsEvictionAndWaitsForNothingMore() {
        Instance a = instances.start(builder -> builder.remoteTimeout(Duration.ofMillis(50)));
        CacheKey key = EngineConformance.key(1);
        EngineConformance.storeThrough(a, key, "old");
        for (int commands = 0; commands < 500; commands++) {
            a.tier().holdReply(Command.READ);
        }
        int evictions = a.tier().count(Command.EVICT);
        for (String value : List.of("put1", "put2", "put3", "put4")) {
            a.tier().hold(Command.EVICT);
            assertThat(a.cache().put(key, String.class, value).status()).isEqualTo(Status.PENDING);
            assertThat(EngineConformance.get(a, key, "unused")).isEqualTo(value);
        }
        assertThat(a.tier().count(Command.EVICT)).isEqualTo(evictions + 4);
        assertThat(a.cache().busStatistics().connected()).isTrue();
    }

    @Test
    void aLookIntoTheTiersTakesALeasedEntryWhereTheRemoteTierIsAway() {
        Instance a = instances.start();
        Instance local = instances.start(CachePolicy.defaults().withRemote(false));
        CacheKey key = EngineConformance.key(1);
        EngineConformance.storeThrough(a, key, "v");
        EngineConformance.get(local, key, "local");
        beginEpoch(1);
        assertThat(local.cache().<String>getIfPresent(key, String.class).map(CachedResult::value))
                .contains("local");
        beginEpoch(0);
        links.get(0).disconnect();
        assertThat(a.cache().<String>getIfPresent(key, String.class).map(CachedResult::value))
                .contains("v");
        assertThat(a.cache().<String, RuntimeException>getAll(List.of(key), String.class, missing -> {
                    throw new AssertionError("The source was asked for " + missing);
                }))
                .containsEntry(key, "v");
    }

    @Test
    void aLoadWhoseBasisFellIsNoLongerFresh() throws Exception {
        Instance a = instances.start();
        CacheKey key = EngineConformance.key(1);
        CachedResult<String> loaded = a.cache()
                .<String, RuntimeException>fetch(
                        key,
                        String.class,
                        () -> {
                            a.cache().evictor().evictQuery(key);
                            return "old";
                        },
                        FetchOptions.cached());
        assertThat(loaded.value()).isEqualTo("old");
        assertThat(loaded.remaining()).isZero();
    }

    @Test
    void aCallThatAsksForFewerTagsConfirmsNothingForThoseWhoAskForMore() {
        Instance a = instances.start();
        Instance b = instances.start();
        CacheKey tagged = EngineConformance.key(1);
        CacheKey untagged = tagged.withTags(List.of());
        EngineConformance.storeThrough(a, tagged, "old");
        a.tier().loseMessages(true);
        b.cache().evictor().evictTag("t1", "account:7");
        beginEpoch(0);
        Await.until("it is back", () -> a.cache().busStatistics().connected());
        EngineConformance.get(a, untagged, "new");
        assertThat(EngineConformance.get(a, tagged, "new")).isEqualTo("new");
    }

    @Test
    void aRemoteHitThatIsLateTakesNoRefreshsPlace() throws Exception {
        Instance a = instances.start();
        Instance b = instances.start();
        CacheKey key = EngineConformance.key(1);
        EngineConformance.storeThrough(b, key, "v1");
        Hold late = a.tier().holdReply(Command.READ);
        Caller<String> reading = Caller.of(() -> EngineConformance.get(a, key, "unused"));
        late.awaitReached();
        EngineConformance.fetch(a, key, "v2", FetchOptions.refresh());
        EngineConformance.awaitStores(a, 1);
        late.release();
        assertThat(reading.answer()).isEqualTo("v1");
        assertThat(EngineConformance.get(a, key, "unused")).isEqualTo("v2");
    }

    @Test
    void whoWaitedForALoadThatWasOvertakenDoesNotLoadAlone() throws Exception {
        Instance a = instances.start(CachePolicy.defaults().withLocal(CachePolicy.Local.bytes(1_000_000)));
        CacheKey key = EngineConformance.key(1);
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<@Nullable String> leading = Caller.of(() -> a.cache().get(key, String.class, () -> {
            began.countDown();
            Caller.pass(ends);
            return "old";
        }));
        Caller.pass(began);
        List<Caller<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Caller.of(() -> EngineConformance.get(a, key, "alone")).awaitWaiting());
        }
        a.cache().evictor().evictTenant("t1");
        CountDownLatch secondBegan = new CountDownLatch(1);
        CountDownLatch secondEnds = new CountDownLatch(1);
        Caller<@Nullable String> second = Caller.of(() -> a.cache().get(key, String.class, () -> {
            secondBegan.countDown();
            Caller.pass(secondEnds);
            return "new";
        }));
        Caller.pass(secondBegan);
        ends.countDown();
        assertThat(leading.answer()).isEqualTo("old");
        for (Caller<String> waiter : waiting) {
            assertThat(waiter.answer()).isEqualTo("old");
        }
        secondEnds.countDown();
        assertThat(second.answer()).isEqualTo("new");
        assertThat(EngineConformance.statistics(a).loads()).isEqualTo(2);
    }

    @Test
    void oneCallThatAsksManySilentSlotsIsOneSignOfSilence() {
        Instance a = instances.start(builder -> builder.remoteTimeout(Duration.ofMillis(50)));
        List<CacheKey> keys =
                List.of(EngineConformance.key("t1", 1), EngineConformance.key("t2", 1), EngineConformance.key("t3", 1));
        for (int reads = 0; reads < 10; reads++) {
            a.tier().holdReply(Command.READ);
        }
        assertThat(a.cache()
                        .<String, RuntimeException>getAll(
                                keys, String.class, missing -> Map.of(keys.get(0), "v1", keys.get(1), "v2")))
                .hasSize(2);
        assertThat(a.cache().busStatistics().connected()).isTrue();
        assertThat(EngineConformance.statistics(a).remoteFailures()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aSlowSourceIsNotTakenForASilentRemoteTier() throws Exception {
        Duration timeout = Duration.ofMillis(500);
        Instance a = instances.start(builder -> builder.remoteTimeout(timeout));
        CacheKey joined = EngineConformance.key("t2", 1);
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Caller<@Nullable String> other = Caller.of(() -> a.cache().get(joined, String.class, () -> {
            began.countDown();
            never.await();
            return "never";
        }));
        Caller.pass(began);
        Map<CacheKey, String> found = a.cache()
                .<String, Exception>getAll(List.of(EngineConformance.key(1), joined), String.class, missing -> {
                    if (missing.contains(joined)) {
                        return Map.of(joined, "taken over");
                    }
                    long asked = System.nanoTime();
                    Await.until(
                            "the source has taken longer than the remote tier may",
                            () -> System.nanoTime() - asked > timeout.toNanos());
                    other.thread().interrupt();
                    return Map.of(EngineConformance.key(1), "slow");
                });
        assertThat(found).containsEntry(joined, "taken over").hasSize(2);
        assertThat(EngineConformance.statistics(a).remoteFailures()).isZero();
        EngineConformance.awaitStores(a, 2);
    }

    /** A reconnect of the bus, after which every local entry must be confirmed. */
    private void beginEpoch(int link) {
        long before = links.size();
        links.get(link).disconnect();
        links.get(link).reconnect();
        assertThat(links).hasSize((int) before);
    }

    private static QueryHandle<String> handle(Instance instance, String source) {
        return instance.cache()
                .<String>query(QueryShape.of(LEDGER, "entries", "account"), String.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .loader((tenant, page, arguments) -> source);
    }

    /** JSON, whose first encoding waits to be let go. */
    private static final class Gate implements CacheCodec {

        private final CacheCodec json = JsonCodec.standard();
        private final AtomicInteger encodings = new AtomicInteger();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public byte id() {
            return json.id();
        }

        @Override
        public byte[] encode(Object value, Type type) {
            if (encodings.getAndIncrement() == 0) {
                reached.countDown();
                try {
                    Caller.pass(opened);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return json.encode(value, type);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length, Type type) {
            return json.decode(bytes, offset, length, type);
        }
    }
}
