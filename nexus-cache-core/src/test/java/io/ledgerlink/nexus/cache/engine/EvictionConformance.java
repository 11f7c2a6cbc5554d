package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An eviction counts at once where it is made, costs little, and gets everywhere in the end. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class EvictionConformance extends EngineConformance {

    EvictionConformance(Remote remote) {
        super(remote);
    }

    /** What is evicted. */
    enum Evicted {
        ALL((evictor, key) -> evictor.evictAll()),
        CACHE((evictor, key) -> evictor.evictCache(key.cache())),
        TENANT((evictor, key) -> evictor.evictTenant("t1")),
        REGION((evictor, key) -> evictor.evictRegion("t1", key.cache())),
        QUERY((evictor, key) -> evictor.evictQuery(key)),
        TAG((evictor, key) -> evictor.evictTag("t1", "account:7"));

        private final BiFunction<CacheEvictor, CacheKey, EvictionReceipt> evict;

        Evicted(BiFunction<CacheEvictor, CacheKey, EvictionReceipt> evict) {
            this.evict = evict;
        }

        EvictionReceipt on(Instance instance, CacheKey key) {
            return evict.apply(instance.cache().evictor(), key);
        }
    }

    @ParameterizedTest
    @EnumSource(Evicted.class)
    void aCallAfterAnEvictionIsNotAnsweredFromBeforeIt(Evicted evicted) {
        Instance a = start();
        storeThrough(a, key(1), "old");
        EvictionReceipt receipt = evicted.on(a, key(1));
        assertThat(receipt.status()).isEqualTo(Status.CONFIRMED);
        assertThat(receipt.stamps()).singleElement().satisfies(stamp -> {
            assertThat(stamp.stamp()).isPositive();
            assertThat(stamp.scope()).startsWith(application + ":{");
        });
        assertThat(receipt.heardBy()).hasValue(1);
        assertThat(fetch(a, key(1), "new")).extracting("value", "status").containsExactly("new", CacheStatus.MISS);
        assertThat(get(a, key(1), "newer")).isEqualTo("new");
    }

    /** The load has the stamps and the evictor has not returned: whoever comes after evict is answered again. */
    @ParameterizedTest
    @EnumSource(Evicted.class)
    void aLoadThatHadBegunBeforeAnEvictionIsNeitherJoinedNorKept(Evicted evicted) throws Exception {
        Instance a = start();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Caller<String> older = Caller.of(() -> a.cache().get(key(1), String.class, () -> {
            began.countDown();
            Caller.pass(ends);
            return "old";
        }));
        Caller.pass(began);
        evicted.on(a, key(1));
        assertThat(Caller.of(() -> get(a, key(1), "new")).answer()).isEqualTo("new");
        ends.countDown();
        assertThat(older.answer()).isEqualTo("old");
        assertThat(get(a, key(1), "newer")).isEqualTo("new");
    }

    @Test
    void anEvictionSparesWhatItDoesNotName() {
        Instance a = start();
        CacheKey otherTenant = key("t2", 1);
        CacheKey otherQuery = key(2);
        CacheKey untagged =
                CacheKey.builder("accounts").tenant("t1").query("names").build();
        for (CacheKey key : Set.of(key(1), otherTenant, otherQuery, untagged)) {
            get(a, key, "kept");
        }
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(get(a, untagged, "new")).isEqualTo("kept");
        assertThat(get(a, otherTenant, "new")).isEqualTo("kept");
        assertThat(get(a, otherQuery, "kept again")).isEqualTo("kept again");
        a.cache().evictor().evictQuery(key(1));
        a.cache().evictor().evictTenant("t2");
        a.cache().evictor().evictRegion("t1", "accounts");
        assertThat(get(a, otherQuery, "new")).isEqualTo("kept again");
        assertThat(get(a, otherTenant, "new")).isEqualTo("new");
        assertThat(get(a, untagged, "new")).isEqualTo("new");
        a.cache().evictor().evictCache("accounts");
        assertThat(get(a, otherQuery, "new")).isEqualTo("kept again");
    }

    @Test
    void evictingAQueryEvictsAllItsPages() {
        Instance a = start();
        get(a, page(1), "old");
        get(a, page(2), "old");
        a.cache().evictor().evictQuery(page(1));
        assertThat(get(a, page(1), "new")).isEqualTo("new");
        assertThat(get(a, page(2), "new")).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"ALL", "QUERY", "TAG"})
    void anEvictionWhileTheRemoteTierIsAwayCountsHereAtOnceAndIsDeliveredLater(Evicted evicted) {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        assertThat(get(b, key(1), "unused")).isEqualTo("old");
        remote.cutOff();
        Await.until("the loss is noticed", () -> !a.tier().available());
        EvictionReceipt receipt = evicted.on(a, key(1));
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(receipt.stamps())
                .singleElement()
                .satisfies(stamp -> assertThat(stamp.stamp()).isZero());
        assertThat(receipt.heardBy()).isEmpty();
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(get(a, key(1), "newer")).isEqualTo("new");
        remote.restore();
        Await.until(
                "the other instance hears of it", () -> get(b, key(1), "new").equals("new"));
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void whileAnEvictionIsPendingTheRemoteTierIsLeftAloneForItsScope() throws Exception {
        Instance a = start(builder -> builder.remoteTimeout(Duration.ofSeconds(10)));
        storeThrough(a, key(1), "old");
        Hold reply = a.tier().hold(Command.EVICT);
        Caller<EvictionReceipt> evicting = Caller.of(() -> a.cache().evictor().evictQuery(key(1)));
        reply.awaitReached();
        int reads = a.tier().count(Command.READ);
        int stores = a.tier().count(Command.STORE);
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(a.tier().count(Command.READ)).isEqualTo(reads);
        storeThrough(a, key(2), "beside");
        assertThat(a.tier().count(Command.STORE)).isEqualTo(stores + 1);
        reply.release();
        assertThat(evicting.answer().status()).isEqualTo(Status.CONFIRMED);
        storeThrough(a, key(1), "newer");
        assertThat(get(a, key(1), "newest")).isEqualTo("newer");
    }

    @Test
    void anEvictionWhoseReplyIsLostStaysPendingAndHeals() throws Exception {
        Instance a = start();
        Instance b = start();
        storeThrough(a, page(1), "old");
        Hold reply = a.tier().holdReply(Command.EVICT);
        Caller<EvictionReceipt> evicting = Caller.of(() -> a.cache().evictor().evictQuery(page(1)));
        reply.awaitReached();
        reply.fail();
        assertThat(evicting.answer().status()).isEqualTo(Status.PENDING);
        assertThat(get(a, page(1), "new")).isEqualTo("new");
        AtomicInteger number = new AtomicInteger(1);
        long stores = statistics(a).stores();
        Await.until("the query may be stored again", () -> {
            get(a, page(number.incrementAndGet()), "healed");
            return statistics(a).stores() > stores;
        });
        assertThat(get(a, page(1), "newer")).isNotEqualTo("old");
        assertThat(get(b, page(1), "newer")).isNotEqualTo("old");
    }

    @Test
    void anEvictionWhoseReplyIsLateIsPendingUntilItComes() {
        Instance a = start(builder -> builder.remoteTimeout(Duration.ofMillis(200)));
        storeThrough(a, page(1), "old");
        Hold reply = a.tier().holdReply(Command.EVICT);
        assertThat(a.cache().evictor().evictQuery(page(1)).status()).isEqualTo(Status.PENDING);
        int reads = a.tier().count(Command.READ);
        assertThat(get(a, page(1), "new")).isEqualTo("new");
        assertThat(a.tier().count(Command.READ)).isEqualTo(reads);
        reply.release();
        storeThrough(a, page(2), "newer");
    }

    @Test
    void aBatchEvictsEachScopeOnceWithOneCommandPerSlot() {
        Instance a = start();
        get(a, key(1), "old");
        get(a, key("t2", 1), "old");
        int before = a.tier().count(Command.EVICT);
        EvictionReceipt receipt = a.cache()
                .evictor()
                .evict(batch -> batch.query(key(1))
                        .tag("t1", "account:7")
                        .tag("t1", "account:7")
                        .query(key(1))
                        .query(page(1))
                        .tenant("t2")
                        .query(key("t2", 1)));
        assertThat(receipt.status()).isEqualTo(Status.CONFIRMED);
        assertThat(receipt.stamps()).hasSize(3);
        assertThat(a.tier().count(Command.EVICT) - before).isEqualTo(2);
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(get(a, key("t2", 1), "new")).isEqualTo("new");
    }

    @Test
    void veryManyScopesOfATenantBecomeTheTenant() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key("t1", 9_999), "old");
        get(b, key("t1", 9_999), "unused");
        assertThat(evictTags(a, "t1", 1_000).stamps()).hasSize(1_000);
        assertThat(evictTags(a, "t1", 1_001).stamps())
                .extracting(EvictionReceipt.ScopeStamp::scope)
                .containsExactly(application + ":{t1}:!tenant");
        assertThat(get(a, key("t1", 9_999), "new")).isEqualTo("new");
        Await.until(
                "the other instance hears of it",
                () -> get(b, key("t1", 9_999), "new").equals("new"));
    }

    @Test
    void veryManyScopesOfManyTenantsBecomeEverything() {
        Instance a = start();
        EvictionReceipt receipt = a.cache().evictor().evict(batch -> {
            for (int tenant = 0; tenant < 11; tenant++) {
                for (int tag = 0; tag < 910; tag++) {
                    batch.tag("t" + tenant, "tag" + tag);
                }
            }
        });
        assertThat(receipt.stamps())
                .extracting(EvictionReceipt.ScopeStamp::scope)
                .containsExactly(application + ":{*}:!all");
    }

    @Test
    void aPurgeCountsWhatItDeletesAndSparesStampsAndNeighbours() {
        Instance a = start();
        for (String tenant : Set.of("t1", "t*", "t?", "[t1]")) {
            storeThrough(a, key(tenant, 1), "value");
            storeThrough(a, key(tenant, 2), "value");
        }
        Set<String> stamps = stamps();
        assertThat(stamps).isNotEmpty();
        assertThat(a.cache().evictor().purge().tenant("t*")).isEqualTo(2);
        assertThat(a.cache().evictor().purge().tenant("[t1]")).isEqualTo(2);
        assertThat(a.cache().evictor().purge().region("t?", LEDGER)).isEqualTo(2);
        assertThat(a.cache().evictor().purge().cache("led*")).isZero();
        Instance b = start();
        assertThat(fetch(b, key("t1", 1), "new").status()).isEqualTo(CacheStatus.HIT_REMOTE);
        assertThat(fetch(b, key("t*", 1), "new").status()).isEqualTo(CacheStatus.MISS);
        awaitStores(b, 1);
        assertThat(a.cache().evictor().purge().all()).isEqualTo(3);
        assertThat(stamps()).isEqualTo(stamps);
    }

    @Test
    void aPurgeReportsItsProgressAndEndsWhenItIsTold() {
        Instance a = start();
        storeMany(a, 2_500);
        TreeSet<Long> seen = new TreeSet<>();
        long deleted = a.cache()
                .evictor()
                .purge()
                .reporting(soFar -> {
                    seen.add(soFar);
                    return soFar == 0;
                })
                .all();
        assertThat(deleted).isPositive().isLessThan(2_500).isEqualTo(seen.last());
        long rest = a.cache().evictor().purge().reporting(seen::add).all();
        assertThat(rest).isLessThan(2_500 - deleted + 1);
        assertThat(deleted + rest + a.cache().evictor().purge().all()).isEqualTo(2_500);
    }

    private void storeMany(Instance instance, int count) {
        for (int i = 0; i < count; i++) {
            get(instance, key(i), "value");
            if (i % 500 == 0) {
                awaitStores(instance, i + 1);
            }
        }
        awaitStores(instance, count);
    }

    private EvictionReceipt evictTags(Instance instance, String tenant, int count) {
        return instance.cache().evictor().evict(batch -> {
            for (int i = 0; i < count; i++) {
                batch.tag(tenant, "tag" + i);
            }
        });
    }

    private Set<String> stamps() {
        Set<String> stamps = new TreeSet<>(remote.keys());
        stamps.removeIf(key -> !key.startsWith(application + ":") || !key.contains("}:!"));
        return stamps;
    }

    private static CacheKey page(int number) {
        return CacheKey.builder(LEDGER)
                .tenant("t1")
                .query("entries")
                .part("account", 1)
                .page(Pagination.of(number, 10))
                .build();
    }
}
