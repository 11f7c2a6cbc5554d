package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a local entry answers by itself, when it is confirmed first, and when it no longer answers at all. */
class ConfirmationTests {

    private static final Duration LEASE = CachePolicy.defaults().maxUnconfirmed();
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final Player a = playground.join();
    private final Player b = playground.join();

    @AfterEach
    void close() {
        playground.close();
    }

    @Nested
    class Epochs {

        @Test
        void aReconnectAsksForTheStampsAloneOnceAndThenForNothing() {
            a.store(key, "v1");
            a.link.disconnect();
            a.link.reconnect();
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).containsExactly("read:0");
            assertThat(a.cache.statistics("ledger").confirmations()).isEqualTo(1);
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).isEmpty();
        }

        @Test
        void aNewSubscriptionAloneMakesEntriesUnconfirmed() {
            a.store(key, "v1");
            a.link.resubscribe();
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).containsExactly("read:0");
        }

        @Test
        void anEvictionMissedWhileDisconnectedIsFoundByTheConfirmation() {
            a.store(key, "v1");
            a.link.disconnect();
            b.cache.evictor().evictTag("t1", "account:7");
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            a.link.reconnect();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void anEvictionOfEverythingMissedBetweenTwoSubscriptionsIsFound() {
            a.store(key, "v1");
            a.link.loseMessages(true);
            b.cache.evictor().evictAll();
            a.link.loseMessages(false);
            a.link.resubscribe();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aLostMessageIsHealedByTheGapThatItLeaves() {
            b.beat();
            a.store(key, "v1");
            a.link.loseMessages(true);
            b.cache.evictor().evictQuery(key);
            a.link.loseMessages(false);
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            b.beat();
            playground.pass(Playground.BUS.gap().plus(MOMENT));
            a.beat();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void messagesThatFindNoRoomBeginANewEpoch() {
            a.store(key, "v1");
            a.house.full(true);
            b.cache.evictor().evictQuery(key);
            a.house.full(false);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void anInstanceThatNoLongerHearsItselfSubscribesAnew() {
            a.store(key, "v1");
            a.link.loseMessages(true);
            b.cache.evictor().evictQuery(key);
            playground.pass(Playground.BUS.timeout().minus(Playground.BUS.beat()));
            a.sent.clear();
            a.beat();
            assertThat(a.sent).doesNotContain("resubscribe");
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            playground.pass(MOMENT);
            a.beat();
            assertThat(a.sent).contains("resubscribe");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aLostMessageIsNoticedWithinTheTimeoutHoweverManyInstancesBeat() {
            List<Player> others = manyMore(18);
            a.store(key, "v1");
            others.get(0).house.beat();
            a.link.loseMessages(true);
            b.cache.evictor().evictQuery(key);
            b.beat();
            a.link.loseMessages(false);
            for (Duration passed = Duration.ZERO; passed.compareTo(Playground.BUS.timeout()) < 0; ) {
                playground.pass(Playground.BUS.beat().dividedBy(10));
                passed = passed.plus(Playground.BUS.beat().dividedBy(10));
                if (passed.toNanos() % Playground.BUS.beat().toNanos() == 0
                        && passed.compareTo(Playground.BUS.timeout()) < 0) {
                    b.beat();
                    a.beat();
                }
                others.get((int) (passed.toMillis() / 100 % others.size())).beat();
            }
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void instancesBeatMoreSeldomWhereThereAreMany() {
            assertThat(beatsOfTenRounds(b)).isEqualTo(10);
            List<Player> others = manyMore(18);
            assertThat(beatsOfTenRounds(b)).isEqualTo(5);
            others.forEach(player -> player.cache.close());
            playground.pass(Playground.BUS.timeout().multipliedBy(4).plus(MOMENT));
            beatsOfTenRounds(b);
            assertThat(beatsOfTenRounds(b)).isEqualTo(10);
        }

        @Test
        void aNumberThatWasNeverUsedIsTakenBackWithoutWaitingForTheNextBeat() {
            manyMore(18);
            while (beatsOfOneRound(b) == 0) {}
            b.tier.hold(Command.EVICT).fail();
            b.cache.evictor().evictTenant("t9");
            assertThat(beatsOfOneRound(b)).isEqualTo(2);
        }

        /** All of them are heard of. */
        private List<Player> manyMore(int instances) {
            List<Player> others =
                    Stream.generate(playground::join).limit(instances).toList();
            others.forEach(Player::beat);
            return others;
        }

        private long beatsOfTenRounds(Player player) {
            long beats = 0;
            for (int round = 0; round < 10; round++) {
                beats += beatsOfOneRound(player);
            }
            return beats;
        }

        private long beatsOfOneRound(Player player) {
            player.sent.clear();
            player.beat();
            return player.sent.stream().filter("publish"::equals).count();
        }

        @Test
        void anEntryIsConfirmedOnceForAllWhoAskForItAtOneTime() throws Exception {
            a.store(key, "v1");
            a.link.resubscribe();
            a.sent.clear();
            Hold reply = a.tier.holdReply(Command.READ);
            Caller<String> first = Caller.of(() -> a.get(key, "v2"));
            reply.awaitReached();
            List<Caller<String>> others = new ArrayList<>();
            for (int call = 0; call < 5; call++) {
                others.add(Caller.of(() -> a.get(key, "v2")).awaitWaiting());
            }
            reply.release();
            assertThat(first.answer()).isEqualTo("v1");
            for (Caller<String> other : others) {
                assertThat(other.answer()).isEqualTo("v1");
            }
            assertThat(a.sent).containsExactly("read:0");
        }

        @Test
        void anInstanceThatHearsItselfKeepsItsSubscription() {
            a.store(key, "v1");
            a.sent.clear();
            for (int i = 0; i < 20; i++) {
                playground.pass(Playground.BUS.beat());
                a.beat();
                b.beat();
            }
            assertThat(a.sent).doesNotContain("resubscribe");
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).isEmpty();
        }

        @Test
        void anEntryWhoseTimeEndsWhileItIsConfirmedAnswersNoMore() throws Exception {
            a.store(key, "v1");
            a.link.resubscribe();
            Hold reply = a.tier.holdReply(Command.READ);
            CompletableFuture<String> call = CompletableFuture.supplyAsync(() -> a.get(key, "v2"));
            reply.awaitReached();
            playground.pass(CachePolicy.defaults().ttl());
            reply.release();
            assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("v2");
        }

        @Test
        void aConfirmationCountsForTheEpochInWhichItWasAsked() throws Exception {
            a.store(key, "v1");
            a.link.resubscribe();
            Hold late = a.tier.holdReply(Command.READ);
            CompletableFuture<String> confirming = CompletableFuture.supplyAsync(() -> a.get(key, "v2"));
            late.awaitReached();
            a.link.loseMessages(true);
            b.cache.evictor().evictQuery(key);
            a.link.loseMessages(false);
            a.link.resubscribe();
            late.release();
            assertThat(confirming.get(10, TimeUnit.SECONDS)).isEqualTo("v1");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }
    }

    @Nested
    class WhileTheBusIsSilent {

        @Test
        void anEntryAnswersForItsLeaseAndIsConfirmedAfterIt() {
            a.store(key, "v1");
            a.link.loseMessages(true);
            b.cache.evictor().evictQuery(key);
            playground.pass(LEASE.minus(MOMENT));
            a.sent.clear();
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            assertThat(a.sent).isEmpty();
            playground.pass(MOMENT);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void theLeaseIsCountedFromTheLastSignOfLifeIfThatIsLater() {
            a.store(key, "v1");
            playground.pass(Duration.ofSeconds(20));
            b.beat();
            playground.pass(LEASE.minus(MOMENT));
            assertThatItAnswersWithoutAsking();
            playground.pass(MOMENT);
            assertThatItIsConfirmedFirst();
        }

        @Test
        void theLeaseIsCountedFromTheLoadIfThatIsLater() {
            b.beat();
            playground.pass(Duration.ofSeconds(20));
            a.store(key, "v1");
            playground.pass(LEASE.minus(MOMENT));
            assertThatItAnswersWithoutAsking();
            playground.pass(MOMENT);
            assertThatItIsConfirmedFirst();
        }

        @Test
        void aConfirmationBeginsTheLeaseAnew() {
            a.store(key, "v1");
            playground.pass(LEASE);
            assertThatItIsConfirmedFirst();
            playground.pass(LEASE.minus(MOMENT));
            assertThatItAnswersWithoutAsking();
            playground.pass(MOMENT);
            assertThatItIsConfirmedFirst();
        }

        @Test
        void aCacheWithoutLeaseConfirmsEveryHit() {
            Player careful = playground.join(CachePolicy.defaults().withMaxUnconfirmed(Duration.ZERO));
            careful.store(key, "v1");
            for (int i = 0; i < 3; i++) {
                careful.sent.clear();
                assertThat(careful.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
                assertThat(careful.sent).containsExactly("read:0");
            }
        }

        @Test
        void aCacheWithAnUnlimitedLeaseConfirmsNone() {
            Player easy = playground.join(CachePolicy.defaults().withMaxUnconfirmed(CachePolicy.UNLIMITED));
            easy.store(key, "v1");
            easy.sent.clear();
            playground.pass(CachePolicy.defaults().ttl().minusSeconds(1));
            assertThat(easy.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(easy.sent).isEmpty();
        }

        private void assertThatItAnswersWithoutAsking() {
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).isEmpty();
        }

        private void assertThatItIsConfirmedFirst() {
            a.sent.clear();
            assertThat(a.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(a.sent).containsExactly("read:0");
        }
    }

    @Nested
    class WithTheRemoteTierAway {

        @Test
        void anEntryAnswersForItsLeaseAndThenTheSourceDoes() {
            a.store(key, "v1");
            playground.remote.disconnect();
            playground.pass(LEASE.minus(MOMENT));
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            playground.pass(MOMENT);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void whatTheSourceSaidThenIsKeptForALeaseToo() {
            playground.remote.disconnect();
            assertThat(a.get(key, "v1")).isEqualTo("v1");
            playground.pass(LEASE.minus(MOMENT));
            assertThat(a.get(key, "v2")).isEqualTo("v1");
            playground.pass(MOMENT);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void aCacheWithoutLeaseAsksTheSourceEveryTime() {
            Player careful = playground.join(CachePolicy.defaults().withMaxUnconfirmed(Duration.ZERO));
            careful.store(key, "v1");
            playground.remote.disconnect();
            assertThat(careful.get(key, "v2")).isEqualTo("v2");
            assertThat(careful.get(key, "v3")).isEqualTo("v3");
        }
    }

    @Nested
    class OtherVerbs {

        @Test
        void aLookConfirmsByTheStampsAlone() {
            a.store(key, "v1");
            a.link.resubscribe();
            a.sent.clear();
            assertThat(look(a)).contains("v1");
            assertThat(a.sent).containsExactly("read:0");
            assertThat(look(a)).contains("v1");
            assertThat(a.sent).hasSize(1);
        }

        @Test
        void aCallForManyKeysConfirmsByTheStampsAlone() {
            CacheKey other = Playground.key("t2");
            a.store(key, "v1");
            a.store(other, "v1");
            a.link.resubscribe();
            a.sent.clear();
            assertThat(getAll(a, List.of(key, other))).containsEntry(key, "v1").containsEntry(other, "v1");
            assertThat(a.sent).containsExactly("read:0", "read:0");
        }

        @Test
        void aCacheWithoutRemoteEntriesIsConfirmedAllTheSame() {
            Player local = playground.join(CachePolicy.defaults().withRemote(false));
            local.get(key, "v1");
            local.link.resubscribe();
            local.sent.clear();
            assertThat(look(local)).contains("v1");
            local.link.resubscribe();
            assertThat(getAll(local, List.of(key))).containsEntry(key, "v1");
            assertThat(local.sent).contains("read:0").doesNotContain("read:1");
            assertThat(local.cache.statistics("ledger").confirmations()).isEqualTo(2);
        }

        @Test
        void aLookFindsAnEvictionThatWasMissed() {
            Player local = playground.join(CachePolicy.defaults().withRemote(false));
            a.store(key, "v1");
            local.get(key, "v1");
            List.of(a, local).forEach(player -> player.link.disconnect());
            b.cache.evictor().evictTag("t1", "account:7");
            List.of(a, local).forEach(player -> player.link.reconnect());
            assertThat(look(a)).isEmpty();
            assertThat(look(local)).isEmpty();
        }

        private Optional<String> look(Player player) {
            return player.cache.<String>getIfPresent(key, String.class).map(CachedResult::value);
        }

        private Map<CacheKey, String> getAll(Player player, List<CacheKey> keys) {
            return player.cache.<String, RuntimeException>getAll(keys, String.class, missing -> {
                throw new AssertionError("The source was asked for " + missing);
            });
        }
    }

    @Nested
    class WithTheRemoteTierSilent {

        private static final int SILENCES = 5;

        private final CacheKey elsewhere = Playground.key("t2");
        private final Player hasty = playground.join(CachePolicy.defaults(), Duration.ofMillis(50));

        @Test
        void afterAFewSilentCallsItIsAskedNothingUntilTheHousekeeperFindsItAnswering() {
            b.store(elsewhere, "shared");
            hasty.store(key, "v1");
            hasty.house.hold(true);
            for (int call = 1; call <= SILENCES; call++) {
                assertThat(hasty.cache.busStatistics().connected()).isTrue();
                hasty.tier.hold(Command.READ);
                assertThat(hasty.get(Playground.key("silent" + call), "source")).isEqualTo("source");
            }
            assertThat(hasty.cache.busStatistics().connected()).isFalse();
            hasty.sent.clear();
            assertThat(hasty.status(elsewhere, "source")).isEqualTo(CacheStatus.MISS);
            hasty.link.resubscribe();
            assertThat(hasty.get(key, "other")).isEqualTo("v1");
            assertThat(hasty.sent).isEmpty();
            hasty.house.hold(false);
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
            hasty.sent.clear();
            assertThat(hasty.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(hasty.sent).containsExactly("read:0");
            assertThat(hasty.cache.getIfPresent(Playground.key("t3"), String.class))
                    .isEmpty();
            assertThat(hasty.sent).contains("read:1");
        }

        @Test
        void itIsStillAskedWhileMostCallsAreAnswered() {
            hasty.store(key, "v1");
            hasty.house.hold(true);
            for (int call = 0; call < 2 * SILENCES; call++) {
                hasty.tier.hold(Command.READ);
                hasty.get(Playground.key("silent" + call), "source");
                hasty.cache.getIfPresent(Playground.key("answered" + call), String.class);
                hasty.cache.getIfPresent(Playground.key("too" + call), String.class);
            }
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        @Test
        void itIsLeftAloneWhenEverySecondCallIsSilent() {
            hasty.store(key, "v1");
            hasty.house.hold(true);
            for (int call = 0; call < SILENCES; call++) {
                assertThat(hasty.cache.busStatistics().breakerOpen()).isFalse();
                hasty.cache.getIfPresent(Playground.key("answered" + call), String.class);
                hasty.tier.hold(Command.READ);
                hasty.get(Playground.key("silent" + call), "source");
            }
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
        }
    }
}
