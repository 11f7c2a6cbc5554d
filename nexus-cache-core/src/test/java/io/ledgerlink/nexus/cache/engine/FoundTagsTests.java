package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.ContextLoader;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that carry tags which only their source knows. */
@SuppressWarnings("NullAway") // Every answer is compared.
class FoundTagsTests {

    private static final CachePolicy POLICY =
            CachePolicy.defaults().withTtl(Duration.ofMinutes(5)).withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy BYTES = POLICY.withLocal(Local.bytes(1_000_000));
    private static final CachePolicy NO_LOCAL = POLICY.withLocal(Local.none());
    private static final CachePolicy NO_REMOTE = POLICY.withRemote(false);
    private static final String CLOCK = "app:{t1}:!clock";

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        playground.close();
    }

    static Stream<CachePolicy> everyTier() {
        return Stream.of(POLICY, BYTES, NO_LOCAL, NO_REMOTE);
    }

    static Stream<CachePolicy> shared() {
        return Stream.of(POLICY, BYTES, NO_LOCAL);
    }

    @Nested
    class Evicting {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#everyTier")
        void aFoundTagEvictsTheResultAndNoOtherDoes(CachePolicy policy) {
            Player a = playground.join(policy);
            store(a, "v1", "entry:42");
            playground.pass(Duration.ofMillis(1));
            a.cache.evictor().evictTag("t1", "entry:43");
            a.cache.evictor().evictTag("t2", "entry:42");
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            playground.pass(Duration.ofMillis(1));
            a.cache.evictor().evictTag("t1", "entry:42");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#shared")
        void everyInstanceFindsTheResultUntilATagOfItIsEvicted(CachePolicy policy) {
            Player a = playground.join(policy);
            Player b = playground.join(policy);
            store(a, "v1", "entry:42", "entry:43");
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            assertThat(b.get(key, "v2")).isEqualTo("v1");
            a.cache.evictor().evictTag("t1", "entry:43");
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aLocalCopyOfARemoteHitKnowsItsTags() {
            store(playground.join(POLICY), "v1", "entry:42");
            Player b = playground.join(POLICY);
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
            b.cache.evictor().evictTag("t1", "entry:42");
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void whatTheKeyNamesGoesOnEvictingIt() {
            Player a = playground.join(POLICY);
            store(a, "v1", "entry:42", "account:7");
            a.cache.evictor().evictTag("t1", "account:7");
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void aTagAndItsClockAreSentApartWhereTheyAreRefusedTogether() throws Exception {
            Player a = playground.join(POLICY);
            Hold together = a.tier.hold(Command.EVICT);
            Caller<EvictionReceipt> evicting = Caller.of(() -> a.cache.evictor().evictTag("t1", "entry:42"));
            together.awaitReached();
            together.fail();
            assertThat(evicting.answer().status()).isEqualTo(EvictionReceipt.Status.CONFIRMED);
            assertThat(a.sent.stream().filter("evict"::equals)).hasSize(3);
            assertThat(a.cache.busStatistics().pendingScopes()).isZero();
            assertThat(playground.remote.keys()).contains(CLOCK, "app:{t1}:!tag:entry%3A42");
        }

        @Test
        void theClockIsNoPartOfWhatIsToldOfAnEviction() {
            Player a = playground.join(POLICY);
            List<Integer> told = new CopyOnWriteArrayList<>();
            a.cache.evictor().addListener(eviction -> told.add(eviction.stamps().size()));
            EvictionReceipt receipt = a.cache.evictor().evictTag("t1", "entry:42");
            assertThat(receipt.stamps())
                    .singleElement()
                    .satisfies(stamp -> assertThat(stamp.scope()).isEqualTo("app:{t1}:!tag:entry%3A42"));
            assertThat(told).containsExactly(1);
            assertThat(a.cache.busStatistics().evictions()).isEqualTo(1);
        }
    }

    @Nested
    class DuringALoad {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#everyTier")
        void aTagThatIsEvictedHereLeavesNoResult(CachePolicy policy) throws Exception {
            Player a = playground.join(policy);
            store(a, "v0", "entry:42");
            a.cache.evictor().evictQuery(key);
            Caller<String> load = held(a, "v1", "entry:42");
            a.cache.evictor().evictTag("t1", "entry:42");
            finish(a, load, "v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#everyTier")
        void aTagThatIsEvictedElsewhereLeavesNoResultThoughItsMessageIsLost(CachePolicy policy) throws Exception {
            Player a = playground.join(policy);
            Player b = playground.join(policy);
            Caller<String> load = held(a, "v1", "entry:42");
            a.link.loseMessages(true);
            b.cache.evictor().evictTag("t1", "entry:42");
            finish(a, load, "v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aTagThatIsEvictedAndLostLeavesNoResult() throws Exception {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            Caller<String> load = held(a, "v1", "entry:42");
            a.link.loseMessages(true);
            b.cache.evictor().evictTag("t1", "entry:42");
            assertThat(playground.remote.forget("app:{t1}:!tag:entry%3A42")).isTrue();
            finish(a, load, "v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aTagAndAClockThatAreLostLeaveNoResult() throws Exception {
            Player a = playground.join(POLICY);
            Caller<String> load = held(a, "v1", "entry:42");
            assertThat(playground.remote.forget(CLOCK)).isTrue();
            finish(a, load, "v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void anotherTagMayBeEvictedWhereTheOwnOneIsKnown() throws Exception {
            Player a = playground.join(POLICY);
            store(a, "v0", "entry:42");
            a.cache.evictor().evictQuery(key);
            Caller<String> load = held(a, "v1", "entry:42");
            a.cache.evictor().evictTag("t1", "entry:43");
            gate.countDown();
            assertThat(load.answer()).isEqualTo("v1");
            Await.until("the entry is stored", () -> statistics(a).stores() == 2);
            assertThat(a.get(key, "v2")).isEqualTo("v1");
        }

        @Test
        void aServersClockThatLagsHidesNoEviction() throws Exception {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v0", "entry:42");
            playground.pass(Duration.ofMinutes(1));
            a.cache.evictor().evictTag("t1", "entry:43");
            a.cache.evictor().evictQuery(key);
            Caller<String> load = held(a, "v1", "entry:42");
            a.link.loseMessages(true);
            playground.setLag(Duration.ofSeconds(30));
            b.cache.evictor().evictTag("t1", "entry:42");
            finish(a, load, "v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aCallThatComesAfterAnEvictionOfATagSharesNoLoadFromBefore() throws Exception {
            Player a = playground.join(POLICY);
            Caller<String> load = held(a, "v1", "entry:42");
            a.cache.evictor().evictTag("t1", "entry:42");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            gate.countDown();
            assertThat(load.answer()).isEqualTo("v1");
            assertThat(a.get(key, "v3")).isEqualTo("v2");
        }

        @Test
        void aCallWhoseSourceFindsTagsSharesNoLoadWhoseSourceFindsNone() throws Exception {
            Player a = playground.join(POLICY);
            Caller<String> plain = Caller.of(() -> a.cache.get(key, String.class, () -> {
                begun.countDown();
                Caller.pass(gate);
                return "v1";
            }));
            Caller.pass(begun);
            a.cache.evictor().evictTag("t1", "entry:42");
            assertThat(load(a, "v2", "entry:42")).isEqualTo("v2");
            gate.countDown();
            assertThat(plain.answer()).isEqualTo("v1");
        }

        @Test
        void whileAnEvictionIsPendingNothingIsStored() throws Exception {
            Player a = playground.join(POLICY);
            Caller<String> load = held(a, "v1", "entry:42");
            Hold evict = a.tier.hold(Command.EVICT);
            Caller<EvictionReceipt> evicting = Caller.of(() -> a.cache.evictor().evictTag("t1", "entry:42"));
            evict.awaitReached();
            gate.countDown();
            assertThat(load.answer()).isEqualTo("v1");
            Await.until("the store is refused", () -> statistics(a).refusedStores() == 1);
            evict.release();
            evicting.answer();
            assertThat(a.sent).doesNotContain("storeFound");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        /** Nothing of it is stored, and whoever led the load has its answer. */
        private void finish(Player a, Caller<String> load, String answer) throws Exception {
            gate.countDown();
            assertThat(load.answer()).isEqualTo(answer);
            Await.until("the store is refused", () -> statistics(a).refusedStores() == 1);
        }
    }

    @Nested
    class WhileItIsStored {

        @Test
        void theLocalTierWaitsForTheReply() throws Exception {
            Player a = playground.join(POLICY);
            Hold reply = a.tier.holdReply(Command.FOUND);
            assertThat(load(a, "v1", "entry:42")).isEqualTo("v1");
            reply.awaitReached();
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            playground.pass(Duration.ofMillis(1));
            reply.release();
            Await.until("the entry is stored", () -> statistics(a).stores() == 1);
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
        }

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#everyTier")
        void anEvictionBetweenTheStoreAndItsReplyLeavesNoLocalEntry(CachePolicy policy) throws Exception {
            Player a = playground.join(policy);
            Hold reply = a.tier.holdReply(Command.FOUND);
            load(a, "v1", "entry:42");
            reply.awaitReached();
            a.cache.evictor().evictTag("t1", "entry:42");
            reply.release();
            Await.until("the reply has come", () -> statistics(a).stores() == 1);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void anEvictionThatFailsBetweenTheStoreAndItsReplyCountsHere() throws Exception {
            Player a = playground.join(POLICY);
            Hold reply = a.tier.holdReply(Command.FOUND);
            load(a, "v1", "entry:42");
            reply.awaitReached();
            Hold evict = a.tier.hold(Command.EVICT);
            Caller<EvictionReceipt> evicting = Caller.of(() -> a.cache.evictor().evictTag("t1", "entry:42"));
            evict.awaitReached();
            reply.release();
            Await.until("the reply has come", () -> statistics(a).stores() == 1);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            evict.fail();
            evicting.answer();
        }
    }

    @Nested
    class Reading {

        @Test
        void aRemoteHitIsNoHitWhereATagWasEvictedUnheard() {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            Player c = playground.join(POLICY);
            store(a, "v1", "entry:42");
            b.link.loseMessages(true);
            c.cache.evictor().evictTag("t1", "entry:42");
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void aRemoteHitIsNoHitWhereTheStampOfATagIsLost() {
            store(playground.join(POLICY), "v1", "entry:42");
            assertThat(playground.remote.forget("app:{t1}:!tag:entry%3A42")).isTrue();
            assertThat(playground.join(POLICY).status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void anEvictionDuringTheSecondReadIsNotUndone() throws Exception {
            store(playground.join(POLICY), "v1", "entry:42");
            Player b = playground.join(POLICY);
            Hold first = b.tier.holdReply(Command.READ);
            Caller<String> reading = Caller.of(() -> b.get(key, "v2"));
            first.awaitReached();
            Hold second = b.tier.holdReply(Command.READ);
            first.release();
            second.awaitReached();
            b.cache.evictor().evictTag("t1", "entry:42");
            second.release();
            reading.answer();
            assertThat(b.get(key, "v3")).isNotEqualTo("v1");
        }

        @Test
        void anEntryIsReadAnewRatherThanConfirmedByItsKeysStampsAlone() {
            Player a = playground.join(POLICY);
            Player b = playground.join(POLICY);
            store(a, "v1", "entry:42");
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
            a.link.loseMessages(true);
            b.cache.evictor().evictTag("t1", "entry:42");
            a.link.loseMessages(false);
            a.link.resubscribe();
            assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        }

        @Test
        void itsRemoteHitCostsASecondRead() {
            store(playground.join(POLICY), "v1", "entry:42");
            Player b = playground.join(POLICY);
            b.store(Playground.key("t2"), "other");
            b.sent.clear();
            assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            assertThat(b.sent).containsExactly("read:1", "read:0");
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @MethodSource("io.ledgerlink.nexus.cache.engine.FoundTagsTests#everyTier")
        void aResultWithMoreThan32TagsIsNotStored(CachePolicy policy) {
            Player a = playground.join(policy);
            String[] tags = IntStream.range(0, 33).mapToObj(i -> "entry:" + i).toArray(String[]::new);
            assertThat(load(a, "v1", tags)).isEqualTo("v1");
            assertThat(statistics(a).droppedStores()).isEqualTo(1);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aResultWith32TagsIsStored() {
            Player a = playground.join(POLICY);
            String[] tags = IntStream.range(0, 32).mapToObj(i -> "entry:" + i).toArray(String[]::new);
            store(a, "v1", tags);
            assertThat(playground.join(POLICY).status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
            a.cache.evictor().evictTag("t1", "entry:31");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void whileRedisIsAwayAResultWithFoundTagsIsNotKept() {
            Player a = playground.join(POLICY);
            a.link.disconnect();
            assertThat(load(a, "v1", "entry:42")).isEqualTo("v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v3")).isEqualTo("v2");
        }

        @Test
        void aSharedCacheHasNoTags() {
            Player a = playground.join(POLICY);
            CacheKey shared = CacheKey.builder("rates").shared().query("all").build();
            assertThatThrownBy(() -> a.cache.get(shared, String.class, load -> {
                        load.tags(List.of("entry:42"));
                        return "v1";
                    }))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage(
                            "The loader of " + shared + " has found the tags [entry:42], and its cache is shared. A tag"
                                    + " belongs to one tenant: leave the tags out, or name the tenant");
        }

        @Test
        void aSourceThatHasNotSaidThatItMayFindTagsIsRefused() {
            Player a = playground.join(POLICY);
            assertThatIllegalStateException()
                    .isThrownBy(() -> a.cache.get(key, String.class, () -> {
                        LoadContext.current().tags(List.of("entry:42"));
                        return "v1";
                    }))
                    .withMessage(
                            "The loader of " + key + " has found the tags [entry:42], and has not said before that it"
                                    + " may. Load by a ContextLoader, prepare the query with findsTags(), or declare foundTags on"
                                    + " the method");
        }
    }

    @Test
    void aPreparedQueryFindsTags() {
        Player a = playground.join(POLICY);
        QueryHandle<String> query = a.cache
                .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                .findsTags()
                .loader((tenant, page, arguments) -> {
                    LoadContext.current().tags(List.of("entry:42"));
                    begun.countDown();
                    return "v" + begun.getCount() + statistics(a).loads();
                });
        assertThat(query.get("t1", 7)).isEqualTo("v01");
        Await.until("the entry is stored", () -> statistics(a).stores() == 1);
        assertThat(query.get("t1", 7)).isEqualTo("v01");
        a.cache.evictor().evictTag("t1", "entry:42");
        assertThat(query.get("t1", 7)).isEqualTo("v02");
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void aResultWithFoundTagsIsNoValueBefore(CachePolicy policy) {
        Player a = playground.join(policy);
        store(a, "v1", "entry:42");
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        a.cache
                .<String>refresh(key, String.class, load -> {
                    seen.add(load.previous().isPresent());
                    return "v2";
                })
                .join();
        assertThat(seen).containsExactly(false);
    }

    @Test
    void aTouchedEntryGoesOnFallingWithItsTags() {
        Player a = playground.join(POLICY);
        store(a, "v1", "entry:42");
        Player b = playground.join(POLICY);
        assertThat(b.cache.touch(key, String.class)).isTrue();
        assertThat(b.get(key, "v2")).isEqualTo("v1");
        b.cache.evictor().evictTag("t1", "entry:42");
        assertThat(b.get(key, "v2")).isEqualTo("v2");
    }

    @Test
    void aTransactionThatEvictsATagIsAnsweredByTheSource() {
        Deferred deferred = new Deferred();
        Player a = playground.join(POLICY, builder -> builder.transactions(deferred));
        store(a, "v1", "entry:42");
        deferred.open = true;
        a.cache.evictor().evictTag("t1", "entry:42");
        assertThat(a.get(key, "v2")).isEqualTo("v2");
        deferred.open = false;
        assertThat(a.get(key, "v2")).isEqualTo("v1");
    }

    /** One transaction, which a test opens and which never ends. */
    private static final class Deferred implements Transactions {

        private boolean open;
        private @Nullable Participant participant;

        @Override
        public Reading reading() {
            return Reading.COMMITTED;
        }

        @Override
        public @Nullable Participant joined(Object owner) {
            return open ? participant : null;
        }

        @Override
        public @Nullable Participant join(Object owner, Supplier<? extends Participant> create) {
            if (open && participant == null) {
                participant = create.get();
            }
            return open ? participant : null;
        }
    }

    @Test
    void aRefreshFindsTagsToo() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "v1", "entry:42");
        playground.pass(Duration.ofMillis(1));
        a.cache.refresh(key, String.class, source("v2", "entry:43")).join();
        Await.until("the entry is stored", () -> statistics(a).stores() == 2);
        assertThat(a.get(key, "v3")).isEqualTo("v2");
        a.cache.evictor().evictTag("t1", "entry:42");
        assertThat(a.get(key, "v3")).isEqualTo("v2");
        a.cache.evictor().evictTag("t1", "entry:43");
        assertThat(a.get(key, "v3")).isEqualTo("v3");
    }

    private Caller<String> held(Player player, String value, String... tags) throws InterruptedException {
        Caller<String> load = Caller.of(() -> player.cache.get(key, String.class, context -> {
            context.tags(List.of(tags));
            begun.countDown();
            Caller.pass(gate);
            return value;
        }));
        Caller.pass(begun);
        return load;
    }

    private void store(Player player, String value, String... tags) {
        long before = statistics(player).stores();
        load(player, value, tags);
        Await.until("the entry is stored", () -> statistics(player).stores() > before);
    }

    private String load(Player player, String value, String... tags) {
        return player.cache
                .<String, RuntimeException>fetch(key, String.class, source(value, tags), FetchOptions.cached())
                .value();
    }

    private static ContextLoader<String, RuntimeException> source(String value, String... tags) {
        return load -> {
            load.tags(List.of(tags));
            return value;
        };
    }

    private static CacheStatistics statistics(Player player) {
        return player.cache.statistics("ledger");
    }
}
