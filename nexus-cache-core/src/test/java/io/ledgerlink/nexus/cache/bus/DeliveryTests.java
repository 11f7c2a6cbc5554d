package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.fixture.HeldTier;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTests {

    private final InMemoryRemote remote = new InMemoryRemote();
    private final HeldTier tier = new HeldTier(remote.connect());
    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final RecentStamps recent = new RecentStamps(100, 1_000);
    private final Duration deadline = Duration.ofSeconds(10);
    private final Delivery delivery =
            new Delivery("self", tier, scopes, System::nanoTime, new ServerClock(), recent, BusSettings.defaults());
    private final List<String> messages = new ArrayList<>();

    @BeforeEach
    void open() {
        tier.open(new Messages());
    }

    @AfterEach
    void close() {
        tier.close();
    }

    @Test
    void numbersThatNobodyGotDoNotPileUp() {
        delivery.postpone(List.of(begun(scopes.tenant("t1")), begun(scopes.tenant("t2"))));
        for (int round = 0; round < 1_000; round++) {
            tier.hold(Command.EVICT).fail();
            tier.hold(Command.EVICT).fail();
            assertThatException().isThrownBy(() -> delivery.redeliver(deadline));
        }
        delivery.beat();
        assertThat(messages.get(0)).contains(" 200").doesNotContain(" 201");
    }

    @Test
    void theSilenceOfTwoSlotsIsSilence() {
        tier.hold(Command.READ);
        tier.hold(Command.READ);
        List<Scope> two = List.of(scopes.tenant("t1"), scopes.tenant("t2"));
        assertThatExceptionOfType(RemoteException.class)
                .isThrownBy(() -> delivery.raise(two, Duration.ofMillis(50)))
                .matches(RemoteException::silence);
    }

    private static Scope begun(Scope scope) {
        scope.beginEviction();
        return scope;
    }

    @Test
    void scopesAreSentWithThoseOfTheirSlot() {
        Scope t1 = scopes.tenant("t1");
        Scope tag = scopes.tag("t1", "a");
        Scope t2 = scopes.tenant("t2");
        assertThat(Delivery.bySlot(List.of(t1, t2, tag, scopes.all())))
                .containsExactly(List.of(t1, tag), List.of(t2), List.of(scopes.all()));
    }

    @Test
    void aGreatManyScopesOfASlotAreSentInParts() {
        List<Scope> tags = IntStream.range(0, 1_001)
                .mapToObj(i -> scopes.tag("t1", "a" + i))
                .toList();
        List<List<Scope>> parts = Delivery.bySlot(tags);
        assertThat(parts).extracting(List::size).containsExactly(500, 500, 1);
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(tags);
    }

    @Test
    void aConfirmedEvictionIsNumberedRememberedAndNoLongerPending() {
        Scope t1 = begun("t1");
        delivery.evict(List.of(t1));
        assertThat(t1.pending()).isFalse();
        assertThat(t1.stamp()).isPositive();
        assertThat(recent.scopes()).containsExactly(t1);
        assertThat(delivery.waitingScopes()).isZero();
        assertThat(messages).containsExactly("nexus1 self 1 evict " + t1.key() + "=" + t1.stamp());
    }

    @Test
    void aFailedEvictionWaitsAndItsNumberIsTakenBack() throws Exception {
        Scope t1 = begun("t1");
        tier.hold(Command.EVICT).fail();
        delivery.evict(List.of(t1));
        assertThat(t1.pending()).isTrue();
        assertThat(delivery.waitingScopes()).isPositive();
        delivery.redeliver(deadline);
        assertThat(t1.pending()).isFalse();
        assertThat(delivery.waitingScopes()).isZero();
        delivery.beat();
        assertThat(messages)
                .containsExactly(
                        "nexus1 self 2 evict " + t1.key() + "=" + t1.stamp(),
                        "nexus1 self 2 void 1",
                        "nexus1 self 2 beat");
    }

    @Test
    void anEvictionWhoseReplyIsLateEndsWhenItComes() {
        Scope t1 = begun("t1");
        HeldTier.Hold late = tier.holdReply(Command.EVICT);
        delivery.evict(List.of(t1));
        assertThat(t1.pending()).isTrue();
        late.release();
        assertThat(t1.pending()).isFalse();
        assertThat(delivery.waitingScopes()).isZero();
    }

    @Test
    void aSlotThatFailsHoldsUpNoOther() {
        Scope t1 = begun("t1");
        Scope t2 = begun("t2");
        Scope t3 = begun("t3");
        delivery.postpone(List.of(t1, t2, t3));
        tier.hold(Command.EVICT).fail();
        assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> delivery.redeliver(deadline));
        assertThat(t1.pending()).isTrue();
        assertThat(List.of(t2, t3)).noneMatch(Scope::pending);
        assertThat(delivery.waitingScopes()).isPositive();
    }

    /** As those of a slot that is on its way from one node of a cluster to another. */
    @Test
    void scopesThatAreRefusedTogetherAreSentOneByOne() throws Exception {
        Scope t1 = begun("t1");
        Scope tag = scopes.tag("t1", "a");
        tag.beginEviction();
        delivery.postpone(List.of(t1, tag));
        tier.hold(Command.EVICT).fail();
        delivery.redeliver(deadline);
        assertThat(List.of(t1, tag)).noneMatch(Scope::pending);
        assertThat(delivery.waitingScopes()).isZero();
        assertThat(messages)
                .containsExactly(
                        "nexus1 self 2 evict " + t1.key() + "=" + t1.stamp(),
                        "nexus1 self 3 evict " + tag.key() + "=" + tag.stamp());
    }

    @Test
    void scopesThatCannotBeRaisedTogetherAreRaisedOneByOne() throws Exception {
        remote.setClock(() -> 1_000);
        Scope t1 = begun("t1");
        Scope tag = scopes.tag("t1", "a");
        tag.beginEviction();
        delivery.evict(List.of(t1, tag));
        remote.flush();
        tier.hold(Command.READ).fail();
        delivery.raise(List.of(t1, tag), deadline);
        assertThat(remote.keys()).containsExactlyInAnyOrder(t1.key(), tag.key());
    }

    @Test
    void evictionsOfOneScopeThatWaitedAreSentAsOne() throws Exception {
        Scope t1 = begun("t1");
        t1.beginEviction();
        delivery.postpone(List.of(t1));
        delivery.postpone(List.of(t1));
        delivery.redeliver(deadline);
        assertThat(t1.pending()).isFalse();
        assertThat(messages).hasSize(1);
    }

    @Test
    void raisingIsSilentWhereTheServerHasTheStampsAlready() throws Exception {
        Scope t1 = begun("t1");
        delivery.evict(List.of(t1));
        messages.clear();
        delivery.raise(List.of(t1), deadline);
        assertThat(messages).isEmpty();
    }

    @Test
    void raisingMakesAnAbsentStampAnewAboveTheKnownOne() throws Exception {
        remote.setClock(() -> 1_000);
        Scope t1 = begun("t1");
        delivery.evict(List.of(t1));
        long known = t1.stamp();
        remote.flush();
        delivery.raise(List.of(t1), deadline);
        assertThat(t1.stamp()).isGreaterThan(known);
    }

    @Test
    void raisingAServerThatIsBehindGoesAboveTheKnownStamp() throws Exception {
        remote.setClock(() -> 1_000);
        Scope t1 = begun("t1");
        delivery.evict(List.of(t1));
        InMemoryRemote.Snapshot old = remote.snapshot();
        t1.beginEviction();
        delivery.evict(List.of(t1));
        long known = t1.stamp();
        remote.restore(old);
        messages.clear();
        delivery.raise(List.of(t1), deadline);
        assertThat(t1.stamp()).isBetween(known + 1, known + 1_000);
        assertThat(messages).containsExactly("nexus1 self - raise " + t1.key() + "=" + t1.stamp());
    }

    @Test
    void aSlotThatCannotBeRaisedHoldsUpNoOther() {
        remote.setClock(() -> 1_000);
        List<Scope> both = List.of(begun("t1"), begun("t2"));
        both.forEach(scope -> delivery.evict(List.of(scope)));
        remote.flush();
        tier.hold(Command.READ).fail();
        assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> delivery.raise(both, deadline));
        assertThat(remote.keys()).containsExactly(both.get(1).key());
    }

    @Test
    void raisingLearnsWhatIsNewerThere() throws Exception {
        Scope t1 = begun("t1");
        delivery.evict(List.of(t1));
        Scopes others = new Scopes(new KeyText("app"));
        Scope same = others.tenant("t1");
        Delivery other = new Delivery(
                "other", tier, others, System::nanoTime, new ServerClock(), recent, BusSettings.defaults());
        same.beginEviction();
        other.evict(List.of(same));
        delivery.raise(List.of(t1), deadline);
        assertThat(t1.stamp()).isEqualTo(same.stamp());
    }

    private Scope begun(String tenant) {
        Scope scope = scopes.tenant(tenant);
        scope.beginEviction();
        return scope;
    }

    private final class Messages implements RemoteTier.Listener {

        @Override
        public void connected() {}

        @Override
        public void disconnected() {}

        @Override
        public void subscribed() {}

        @Override
        public void unsubscribed() {}

        @Override
        public void message(String text) {
            messages.add(text);
        }
    }
}
