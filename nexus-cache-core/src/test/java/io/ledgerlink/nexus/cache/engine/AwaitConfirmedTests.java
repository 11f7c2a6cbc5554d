package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting until the remote tier has confirmed an eviction. */
class AwaitConfirmedTests {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Playground ground = new Playground();

    @AfterEach
    void close() {
        ground.close();
    }

    private static boolean known(EvictionReceipt receipt) {
        return receipt.confirmation().stage().toCompletableFuture().isDone();
    }

    @Test
    void anEvictionThatWasConfirmedIsNotWaitedFor() throws Exception {
        Player a = ground.join();
        EvictionReceipt receipt = a.cache.evictor().evictTenant("t1");
        assertThat(receipt.status()).isEqualTo(Status.CONFIRMED);
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void anEvictionMadeWhileRedisIsAwayIsConfirmedWhenItIsBack() throws Exception {
        Player a = ground.join();
        ground.remote.disconnect();
        EvictionReceipt receipt = a.cache.evictor().evictTenant("t1");
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(receipt.awaitConfirmed(NOW)).isFalse();
        assertThat(known(receipt)).isFalse();
        Caller<Boolean> waiting = Caller.of(() -> receipt.awaitConfirmed(LONG));
        ground.remote.reconnect();
        assertThat(waiting.answer()).isTrue();
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void anEvictionWhoseReplyIsLateIsConfirmedWhenThatComes() throws Exception {
        Player a = ground.join(CachePolicy.defaults(), Duration.ofMillis(20));
        Hold late = a.tier.holdReply(Command.EVICT);
        EvictionReceipt receipt = a.cache.evictor().evictTenant("t1");
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(known(receipt)).isFalse();
        late.release();
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void anEvictionThatWasLostIsConfirmedWhenItIsSentAgain() throws Exception {
        Player a = ground.join();
        a.tier.hold(Command.EVICT).fail();
        EvictionReceipt receipt = a.cache.evictor().evictTenant("t1");
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(known(receipt)).isFalse();
        a.beat();
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void anEvictionThatFailsAgainIsConfirmedWithTheLaterOnesOfItsScope() throws Exception {
        Player a = ground.join();
        a.tier.hold(Command.EVICT).fail();
        EvictionReceipt first = a.cache.evictor().evictTenant("t1");
        Hold again = a.tier.hold(Command.EVICT);
        Caller<Boolean> beat = Caller.of(() -> {
            a.beat();
            return true;
        });
        again.awaitReached();
        a.tier.hold(Command.EVICT).fail();
        EvictionReceipt second = a.cache.evictor().evictTenant("t1");
        again.fail();
        beat.answer();
        assertThat(Stream.of(first, second)).noneMatch(AwaitConfirmedTests::known);
        a.beat();
        assertThat(first.awaitConfirmed(NOW)).isTrue();
        assertThat(second.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void evictionsThatCollapsedAreConfirmedWhenEverythingIs() throws Exception {
        BusSettings bus = Playground.BUS;
        BusSettings small = new BusSettings(
                bus.beat(),
                bus.gap(),
                bus.timeout(),
                bus.wideInterval(),
                bus.recentWindow(),
                bus.queue(),
                2,
                bus.stampLife(),
                false);
        Player a = ground.join(CachePolicy.defaults(), builder -> builder.bus(small));
        ground.remote.disconnect();
        EvictionReceipt asked = a.cache.evictor().evictTenant("t1");
        Caller<Boolean> waiting = Caller.of(() -> asked.awaitConfirmed(LONG));
        List<EvictionReceipt> receipts = Stream.of("t2", "t3", "t4", "t5", "t6", "t7")
                .map(a.cache.evictor()::evictTenant)
                .toList();
        assertThat(receipts).noneMatch(AwaitConfirmedTests::known);
        ground.remote.reconnect();
        assertThat(waiting.answer()).isTrue();
        assertThat(receipts).allMatch(AwaitConfirmedTests::known);
        assertThat(receipts.get(5).awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void aReceiptOfSeveralScopesIsConfirmedWithTheLastOfThem() throws Exception {
        Player a = ground.join();
        a.tier.hold(Command.EVICT).fail();
        EvictionReceipt receipt =
                a.cache.evictor().evict(scopes -> scopes.tenant("t1").tenant("t2"));
        assertThat(receipt.stamps()).anyMatch(stamp -> stamp.stamp() > 0);
        assertThat(receipt.awaitConfirmed(NOW)).isFalse();
        a.beat();
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void aPutThatWasLostIsConfirmedWhenItsEvictionIs() throws Exception {
        Player a = ground.join();
        a.tier.hold(Command.PUT).fail();
        EvictionReceipt receipt = a.cache.put(Playground.key(), String.class, "put");
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(known(receipt)).isFalse();
        a.beat();
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void whoWaitsIsToldThatTheCacheWasClosed() throws Exception {
        Player a = ground.join();
        ground.remote.disconnect();
        EvictionReceipt before = a.cache.evictor().evictTenant("t1");
        a.cache.close();
        assertThat(known(before)).isTrue();
        assertThat(before.awaitConfirmed(LONG)).isFalse();
        EvictionReceipt after = a.cache.evictor().evictTenant("t2");
        assertThat(known(after)).isTrue();
        assertThat(after.awaitConfirmed(LONG)).isFalse();
    }

    @Test
    void whatIsDoneToAStageChangesNothingForOthers() throws Exception {
        Player a = ground.join();
        ground.remote.disconnect();
        EvictionReceipt receipt = a.cache.evictor().evictTenant("t1");
        receipt.confirmation().stage().toCompletableFuture().complete(true);
        assertThat(receipt.awaitConfirmed(NOW)).isFalse();
    }

    @Test
    void aReceiptMadeByHandIsConfirmedWhereItsStatusSaysSo() throws Exception {
        assertThat(new EvictionReceipt(Status.CONFIRMED, List.of(), OptionalInt.empty()).awaitConfirmed(LONG))
                .isTrue();
        assertThat(new EvictionReceipt(Status.PENDING, List.of(), OptionalInt.empty()).awaitConfirmed(LONG))
                .isFalse();
    }
}
