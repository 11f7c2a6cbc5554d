package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.Load;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several instances that lack the same key, of which one loads it. */
class FleetLoadTests {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(10);

    private static final CachePolicy POLICY =
            CachePolicy.defaults().withMaxUnconfirmed(CachePolicy.UNLIMITED).withCoalesce(Coalesce.FLEET);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();

    /** What the first instance waits for in its source. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private final CountDownLatch begun = new CountDownLatch(1);

    /** Whether that source has gone on, which it does in the end whatever the gate. */
    private volatile boolean over;

    @AfterEach
    void close() {
        gate.countDown();
        playground.close();
    }

    private Player join() {
        return join(POLICY, NEVER);
    }

    /** An instance that looks for itself so often while it waits. */
    private Player join(CachePolicy policy, Duration look) {
        return join(policy, new FleetSettings(Duration.ofSeconds(10), look, NEVER));
    }

    private Player join(CachePolicy policy, FleetSettings fleet) {
        return playground.join(
                policy, builder -> builder.remoteTimeout(Duration.ofSeconds(10)).fleet(fleet));
    }

    private String held(String value) {
        begun.countDown();
        try {
            Caller.pass(gate);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            over = true;
        }
        return value;
    }

    /** Begins a load that is held in its source. */
    private Caller<String> loads(Player player, String value) throws InterruptedException {
        Caller<String> caller = Caller.of(() -> load(player, () -> held(value)));
        Caller.pass(begun);
        return caller;
    }

    private String load(Player player, Source source) {
        return load(player, source, FetchOptions.cached());
    }

    private String load(Player player, Source source, FetchOptions options) {
        return Objects.requireNonNull(player.cache
                .<String, RuntimeException>fetch(key, String.class, source::load, options)
                .value());
    }

    private interface Source {

        String load();
    }

    private Caller<String> waits(Player player, String own) {
        return Caller.of(() -> player.get(key, own)).awaitWaiting();
    }

    private static int stores(Player player) {
        return player.tier.count(Command.STORE) + player.tier.count(Command.STORE_AND_RELEASE);
    }

    @Test
    void oneInstanceLoadsAndTheOthersAreWokenForItsEntry() throws Exception {
        Player a = join();
        Player b = join();
        Player c = join();
        Caller<String> loading = loads(a, "a");
        Caller<String> second = waits(b, "b");
        Caller<String> third = waits(c, "c");
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("a");
        assertThat(second.answer()).isEqualTo("a");
        assertThat(third.answer()).isEqualTo("a");
        assertThat(b.cache.statistics("ledger").loads()).isZero();
        assertThat(b.cache.statistics("ledger").remoteHits()).isOne();
    }

    @Test
    void withoutItEachInstanceLoadsForItself() throws Exception {
        CachePolicy policy = POLICY.withCoalesce(Coalesce.INSTANCE);
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        loads(a, "a");
        assertThat(b.get(key, "b")).isEqualTo("b");
        assertThat(b.tier.count(Command.LEASE)).isZero();
        assertThat(over).isFalse();
    }

    @Test
    void callsOfOneInstanceShareItsWait() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        Caller<String> first = waits(b, "b1");
        Caller<String> joined = Caller.of(() -> b.get(key, "b2")).awaitWaiting();
        gate.countDown();
        assertThat(first.answer()).isEqualTo("a");
        assertThat(joined.answer()).isEqualTo("a");
        assertThat(b.tier.count(Command.LEASE)).isOne();
    }

    @Test
    void whoeverLosesTheMessageFindsTheEntryByLooking() throws Exception {
        Player a = join();
        Player b = join(POLICY, SOON);
        loads(a, "a");
        Caller<String> waiting = waits(b, "b");
        b.tier.loseMessages(true);
        gate.countDown();
        assertThat(waiting.answer()).isEqualTo("a");
    }

    @Test
    void anInstanceThatDiesFreesTheKeyWhenItsLeaseEnds() throws Exception {
        Player a = join();
        Player b = join(POLICY, SOON);
        Player c = join(POLICY, SOON);
        Caller<String> loading = loads(a, "a");
        Caller<String> second = waits(b, "next");
        Caller<String> third = waits(c, "next");
        a.link.disconnect();
        int asked = b.tier.count(Command.LEASE);
        Await.until("it has asked once more", () -> b.tier.count(Command.LEASE) > asked + 1);
        assertThat(second.done()).isFalse();
        playground.pass(Duration.ofSeconds(10));
        assertThat(second.answer()).isEqualTo("next");
        assertThat(third.answer()).isEqualTo("next");
        assertThat(b.cache.statistics("ledger").loads()
                        + c.cache.statistics("ledger").loads())
                .isOne();
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("a");
    }

    @Test
    void aLoadEndsWhenItsEntryIsThereForAll() throws Exception {
        Player a = join();
        Hold stored = a.tier.holdReply(Command.STORE_AND_RELEASE);
        Caller<String> loading = Caller.of(() -> a.get(key, "a")).awaitWaiting();
        assertThat(a.get(key, "unused")).isEqualTo("a");
        stored.release();
        assertThat(loading.answer()).isEqualTo("a");
    }

    @Test
    void aLeaseIsRenewedUntilTheLoadEnds() throws Exception {
        Player a = join(POLICY, new FleetSettings(Duration.ofMillis(30), NEVER, NEVER));
        Caller<String> loading = loads(a, "a");
        Await.until("it is renewed again and again", () -> a.tier.count(Command.RENEW) > 2);
        String lease = leases().get(0);
        playground.pass(Duration.ofMillis(20));
        int renewed = a.tier.count(Command.RENEW);
        Await.until("it is renewed", () -> a.tier.count(Command.RENEW) > renewed + 1);
        assertThat(playground.remote.lifeMillis(lease)).isEqualTo(30);
        gate.countDown();
        loading.answer();
        assertThat(leases()).isEmpty();
    }

    private List<String> leases() {
        return playground.remote.keys().stream()
                .filter(name -> name.contains("!lease"))
                .toList();
    }

    @Test
    void whereTheEntryIsRefusedEachOfTheOthersLoadsForItself() throws Exception {
        Player a = join();
        Player b = join();
        Player c = join();
        Caller<String> loading = loads(a, "a");
        Caller<String> second = waits(b, "b");
        // Nobody hears of it, so that only the remote tier can refuse.
        List.of(a, b).forEach(player -> player.tier.holdMessages());
        c.cache.evictor().evictQuery(key);
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("a");
        assertThat(a.cache.statistics("ledger").refusedStores()).isOne();
        assertThat(second.done()).isFalse();
        b.tier.releaseMessages();
        assertThat(second.answer()).isEqualTo("b");
        a.tier.releaseMessages();
        assertThat(a.get(key, "unused")).isEqualTo("b");
    }

    @Test
    void whereTheHolderKnowsOfTheEvictionItSaysSoAtOnce() throws Exception {
        Player a = join();
        Player b = join();
        Caller<String> loading = loads(a, "a");
        Caller<String> second = waits(b, "b");
        a.cache.evictor().evictQuery(key);
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("a");
        assertThat(second.answer()).isEqualTo("b");
        assertThat(stores(a)).isZero();
    }

    @Test
    void whereTheSourceFailsEachOfTheOthersLoadsForItself() throws Exception {
        Player a = join();
        Player b = join();
        Caller<String> loading = Caller.of(() -> load(a, () -> {
            held("");
            throw new IllegalStateException("down");
        }));
        Caller.pass(begun);
        Caller<String> second = waits(b, "b");
        gate.countDown();
        assertThat(loading.failure()).hasMessage("down");
        assertThat(second.answer()).isEqualTo("b");
        assertThat(leases()).isEmpty();
    }

    @Test
    void whereTheValueIsNotKeptEachOfTheOthersLoadsForItself() throws Exception {
        Player a = join();
        Player b = join();
        FetchOptions unkept = FetchOptions.cached().unless(value -> true);
        Caller<String> loading = Caller.of(() -> load(a, () -> held("a"), unkept));
        Caller.pass(begun);
        Caller<String> second = waits(b, "b");
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("a");
        assertThat(second.answer()).isEqualTo("b");
    }

    @Test
    void whoHasWaitedInVainWaitsForNobodyAgain() throws Exception {
        Player a = join();
        Player b = join();
        Player c = join();
        CountDownLatch third = new CountDownLatch(1);
        CountDownLatch thirdBegun = new CountDownLatch(1);
        Caller<String> loading = Caller.of(() -> load(a, () -> {
            held("");
            throw new IllegalStateException("down");
        }));
        Caller.pass(begun);
        Caller<String> second = waits(b, "b");
        b.tier.holdMessages();
        gate.countDown();
        loading.failure();
        Caller<String> next = Caller.of(() -> load(c, () -> {
            thirdBegun.countDown();
            try {
                Caller.pass(third);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "c";
        }));
        Caller.pass(thirdBegun);
        b.tier.releaseMessages();
        assertThat(second.answer()).isEqualTo("b");
        third.countDown();
        assertThat(next.answer()).isEqualTo("c");
    }

    @Test
    void aCallAfterAnEvictionWaitsForNoLoadFromBeforeIt() throws Exception {
        Player a = join();
        Player b = join();
        Caller<String> loading = loads(a, "old");
        Caller<String> before = waits(b, "unused");
        b.cache.evictor().evictQuery(key);
        assertThat(b.get(key, "new")).isEqualTo("new");
        assertThat(before.answer()).isEqualTo("new");
        assertThat(over).isFalse();
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("old");
        assertThat(b.get(key, "unused")).isEqualTo("new");
        assertThat(a.get(key, "unused")).isEqualTo("new");
    }

    @Test
    void whoWaitsWhileSomethingIsEvictedHereTakesTheNewEntryFromTheRemoteTier() throws Exception {
        CachePolicy policy = POLICY.withLocal(CachePolicy.Local.none());
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        loads(a, "old");
        Caller<String> before = waits(b, "unused");
        b.cache.evictor().evictQuery(key);
        assertThat(b.get(key, "new")).isEqualTo("new");
        assertThat(before.answer()).isEqualTo("new");
        assertThat(over).isFalse();
    }

    @Test
    void whoHearsOfAnEvictionWhileItWaitsLoadsUnderWhatStandsThen() throws Exception {
        Player a = join();
        Player b = join(POLICY, SOON);
        Player c = join();
        loads(a, "old");
        Caller<String> waiting = waits(b, "b");
        a.link.disconnect();
        c.cache.evictor().evictAll();
        assertThat(waiting.answer()).isEqualTo("b");
        assertThat(over).isFalse();
        assertThat(c.get(key, "unused")).isEqualTo("b");
    }

    @Test
    void aLeaseThatWasTakenOverIsNotGivenBackByWhoeverHadIt() throws Exception {
        Player a = join();
        Player b = join();
        Player c = join();
        Caller<String> loading = loads(a, "old");
        b.cache.evictor().evictQuery(key);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch secondBegun = new CountDownLatch(1);
        Caller<String> next = Caller.of(() -> load(b, () -> {
            secondBegun.countDown();
            try {
                Caller.pass(second);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "new";
        }));
        Caller.pass(secondBegun);
        gate.countDown();
        assertThat(loading.answer()).isEqualTo("old");
        Caller<String> third = waits(c, "c");
        second.countDown();
        assertThat(next.answer()).isEqualTo("new");
        assertThat(third.answer()).isEqualTo("new");
    }

    @Test
    void whoeverWaitsWhenRedisIsLostLoadsAtOnce() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        Caller<String> waiting = waits(b, "b");
        b.link.disconnect();
        assertThat(waiting.answer()).isEqualTo("b");
        assertThat(over).isFalse();
    }

    @Test
    void whereRedisIsAwayNobodyAsksForALease() {
        Player a = join();
        a.link.disconnect();
        assertThat(a.get(key, "a")).isEqualTo("a");
        assertThat(a.tier.count(Command.LEASE)).isZero();
    }

    @Test
    void whereTheRemoteTierKeepsNoEntriesEachInstanceLoadsForItself() throws Exception {
        CachePolicy policy = POLICY.withRemote(false);
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        loads(a, "a");
        assertThat(b.get(key, "b")).isEqualTo("b");
        assertThat(b.tier.count(Command.LEASE)).isZero();
        assertThat(over).isFalse();
    }

    @Test
    void aLeaseThatComesTooLateIsGivenBack() throws Exception {
        Player a = playground.join(
                POLICY,
                builder -> builder.remoteTimeout(Duration.ofMillis(200))
                        .fleet(new FleetSettings(Duration.ofSeconds(10), NEVER, NEVER)));
        Hold reply = a.tier.holdReply(Command.LEASE);
        assertThat(a.get(key, "a")).isEqualTo("a");
        assertThat(leases()).hasSize(1);
        reply.release();
        Await.until("it is given back", () -> leases().isEmpty());
    }

    @Test
    void anEntryStoredWhileTheLeaseIsAskedForIsTaken() throws Exception {
        Player a = join();
        Player b = join();
        Hold asked = b.tier.hold(Command.LEASE);
        Caller<String> second = Caller.of(() -> b.get(key, "b"));
        asked.awaitReached();
        assertThat(a.get(key, "a")).isEqualTo("a");
        asked.release();
        assertThat(second.answer()).isEqualTo("a");
    }

    /** As it is with one whose time is over by the clock of one instance and not by the server's. */
    @Test
    void anEntryThatIsThereAndDoesNotAnswerIsLoadedOnceToo() throws Exception {
        Player a = join();
        Player b = join();
        Player c = join();
        a.store(key, "text");
        Caller<Integer> second = Caller.of(() -> number(b, () -> {
            held("");
            return 1;
        }));
        Caller.pass(begun);
        Caller<Integer> third = Caller.of(() -> number(c, () -> 2)).awaitWaiting();
        gate.countDown();
        assertThat(second.answer()).isOne();
        assertThat(third.answer()).isOne();
    }

    private int number(Player player, IntSupplier source) {
        return Objects.requireNonNull(player.cache
                .<Integer, RuntimeException>fetch(key, Integer.class, source::getAsInt, FetchOptions.cached())
                .value());
    }

    @Test
    void waitingIsBoundedByTheHardTimeout() throws Exception {
        Player a = join();
        Player b = join(POLICY.withLoad(Load.unbounded().atMost(Duration.ofMillis(30))), NEVER);
        loads(a, "a");
        assertThatThrownBy(() -> b.get(key, "b")).isInstanceOf(CacheLoadTimeoutException.class);
        assertThat(b.cache.statistics("ledger").loads()).isZero();
        assertThat(over).isFalse();
    }

    @Test
    void waitingIsBoundedByWhatTheCallAllowsAndThoseWhoJoinedGoOn() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        FetchOptions bounded = FetchOptions.cached().waitingAtMost(Duration.ofSeconds(2));
        Caller<String> first = Caller.of(() -> load(b, () -> "b", bounded)).awaitWaiting();
        Caller<String> joined = Caller.of(() -> b.get(key, "b")).awaitWaiting();
        assertThat(first.failure()).isInstanceOf(LoadWaitException.class);
        joined.awaitWaiting();
        gate.countDown();
        assertThat(joined.answer()).isEqualTo("a");
    }

    @Test
    void anInterruptEndsTheWaitAndThoseWhoJoinedGoOn() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        Caller<String> first = waits(b, "b");
        Caller<String> joined = Caller.of(() -> b.get(key, "b")).awaitWaiting();
        first.thread().interrupt();
        assertThat(first.failure()).isInstanceOf(LoadWaitException.class);
        joined.awaitWaiting();
        gate.countDown();
        assertThat(joined.answer()).isEqualTo("a");
    }

    @Test
    void whereNothingElseBoundsTheWaitTheCallLoadsForItselfInTheEnd() throws Exception {
        Player a = join();
        Player b = join(POLICY, new FleetSettings(Duration.ofSeconds(10), NEVER, Duration.ofMillis(20)));
        loads(a, "a");
        assertThat(b.get(key, "b")).isEqualTo("b");
        assertThat(over).isFalse();
    }

    @Test
    void aHolderThatGivesItsLoadUpFreesTheKeyForOthers() throws Exception {
        Player a = join(POLICY.withLoad(Load.unbounded().atMost(Duration.ofSeconds(2))), NEVER);
        Player b = join();
        Caller<String> loading = loads(a, "late");
        assertThat(loading.failure()).isInstanceOf(CacheLoadTimeoutException.class);
        assertThat(b.get(key, "b")).isEqualTo("b");
        assertThat(over).isFalse();
    }

    @Test
    void aLoadInsideALoadWaitsForNoOtherInstance() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        CacheKey outer = Playground.key("t2");
        String answer = b.cache.get(outer, String.class, () -> b.get(key, "inner"));
        assertThat(answer).isEqualTo("inner");
        assertThat(over).isFalse();
    }

    @Test
    void anAsynchronousCallHoldsNoThreadWhileItWaits() throws Exception {
        Player a = join();
        Player b = playground.join(
                POLICY,
                builder -> builder.async(1, 10)
                        .remoteTimeout(Duration.ofSeconds(10))
                        .fleet(new FleetSettings(Duration.ofSeconds(10), NEVER, NEVER)));
        loads(a, "a");
        Hold refused = b.tier.holdReply(Command.LEASE);
        CompletableFuture<CachedResult<String>> waiting = async(b, key, "unused");
        refused.awaitReached();
        refused.release();
        assertThat(async(b, Playground.key("t2"), "other")
                        .get(10, TimeUnit.SECONDS)
                        .value())
                .isEqualTo("other");
        assertThat(waiting).isNotDone();
        gate.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).value()).isEqualTo("a");
        assertThat(b.cache.statistics("ledger").loads()).isOne();
    }

    @Test
    void anAsynchronousLoadIsOneForAllToo() throws Exception {
        Player a = join();
        Player b = join();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<CachedResult<String>> loading =
                a.cache.fetchAsync(key, String.class, () -> source, FetchOptions.cached());
        Await.until("it has the lease", () -> leases().size() == 1);
        Caller<String> second = waits(b, "b");
        source.complete("a");
        assertThat(loading.get(10, TimeUnit.SECONDS).value()).isEqualTo("a");
        assertThat(second.answer()).isEqualTo("a");
    }

    @Test
    void anAsynchronousCallThatMayWaitNoLongerIsTold() throws Exception {
        Player a = join();
        Player b = join();
        loads(a, "a");
        CompletableFuture<CachedResult<String>> waiting = b.cache.fetchAsync(
                key,
                String.class,
                () -> CompletableFuture.completedFuture("b"),
                FetchOptions.cached().waitingAtMost(Duration.ofMillis(30)));
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LoadWaitException.class);
        assertThat(over).isFalse();
    }

    private static CompletableFuture<CachedResult<String>> async(Player player, CacheKey key, String value) {
        return player.cache.fetchAsync(
                key, String.class, () -> CompletableFuture.completedFuture(value), FetchOptions.cached());
    }

    @Test
    void aStaleEntryIsLoadedAnewByOneInstanceAndTheOthersTakeWhatThatBrings() throws Exception {
        CachePolicy policy = POLICY.withTtl(Duration.ofMinutes(1)).withStaleFor(Duration.ofMinutes(10));
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        a.store(key, "v1");
        assertThat(b.get(key, "unused")).isEqualTo("v1");
        playground.pass(Duration.ofMinutes(2));
        assertThat(load(a, () -> held("v2"))).isEqualTo("v1");
        Caller.pass(begun);
        assertRenewedElsewhere(b, 3);
    }

    @Test
    void anEarlyRefreshIsMadeByOneInstanceToo() throws Exception {
        CachePolicy policy =
                POLICY.withTtl(Duration.ofMinutes(10)).withEarlyRefresh(CachePolicy.EarlyRefresh.after(50));
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        a.store(key, "v1");
        assertThat(b.get(key, "unused")).isEqualTo("v1");
        playground.pass(Duration.ofMinutes(9));
        assertThat(load(a, () -> held("v2"))).isEqualTo("v1");
        Caller.pass(begun);
        assertRenewedElsewhere(b, 1);
    }

    /** Calls that an entry answers while another instance renews it, and then the new one; the source here is never asked. */
    private void assertRenewedElsewhere(Player b, int calls) throws Exception {
        Hold refused = b.tier.holdReply(Command.LEASE);
        AtomicInteger asked = new AtomicInteger();
        for (int i = 0; i < calls; i++) {
            assertThat(load(b, () -> "b" + asked.incrementAndGet())).isEqualTo("v1");
        }
        refused.awaitReached();
        refused.release();
        gate.countDown();
        Await.until(
                "the new entry came",
                () -> load(b, () -> "b" + asked.incrementAndGet()).equals("v2"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void whereTheRefreshOfAnotherFailsTheSourceIsSparedHereToo() throws Exception {
        CachePolicy policy = POLICY.withTtl(Duration.ofMinutes(1)).withStaleFor(Duration.ofMinutes(10));
        Player a = join(policy, NEVER);
        Player b = join(policy, NEVER);
        a.store(key, "v1");
        b.get(key, "unused");
        playground.pass(Duration.ofMinutes(2));
        load(a, () -> {
            held("");
            throw new IllegalStateException("down");
        });
        Caller.pass(begun);
        Hold refused = b.tier.holdReply(Command.LEASE);
        load(b, () -> "b");
        refused.awaitReached();
        refused.release();
        gate.countDown();
        Await.until("it has ended there", () -> leases().isEmpty());
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(load(b, () -> "b"));
        }
        assertThat(answers).containsOnly("v1");
        assertThat(b.cache.statistics("ledger").loads()).isZero();
    }
}
