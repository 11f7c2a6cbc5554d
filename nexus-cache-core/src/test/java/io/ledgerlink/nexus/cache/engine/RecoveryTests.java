package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What instances bring to a server that was away, or that came back with less than it had. */
class RecoveryTests {

    private final Playground playground = new Playground();
    private final InMemoryRemote remote = playground.remote;
    private final CacheKey key = Playground.key();
    private final Player a = playground.join();
    private final Player b = playground.join();

    @AfterEach
    void close() {
        playground.close();
    }

    @Nested
    class AnEvictionThatCouldNotBeDelivered {

        @Test
        void countsAtOnceHereAndEverywhereAfterTheReconnect() {
            a.store(key, "v1");
            b.get(key, "other");
            a.link.disconnect();
            assertThat(a.cache.evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(b.get(key, "v2")).isEqualTo("v1");
            a.link.reconnect();
            assertThat(b.get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isDeliveredBeforeTheTierIsReadAgain() {
            a.store(key, "v1");
            a.link.disconnect();
            a.cache.evictor().evictTenant("t1");
            a.house.hold(true);
            a.link.reconnect();
            a.sent.clear();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(a.sent).isEmpty();
            a.house.hold(false);
            assertThat(a.sent).contains("evict");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void keepsItsScopeFromBeingReadUntilItIsConfirmed() {
            a.store(key, "v1");
            a.tier.hold(Command.EVICT).fail();
            assertThat(a.cache.evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
            a.sent.clear();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(a.sent).noneMatch(command -> command.startsWith("read"));
            a.beat();
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isDeliveredThoughAnotherSlotCannotBeBroughtUpToDate() {
            a.store(key, "v1");
            b.get(key, "other");
            a.cache.evictor().evictTenant("t2");
            a.link.disconnect();
            a.cache.evictor().evictTenant("t1");
            for (int rounds = 0; rounds < 10; rounds++) {
                a.tier.hold(Command.SETTLE).fail();
            }
            a.link.reconnect();
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isSentOnceMoreBeforeTheInstanceLeaves() {
            a.store(key, "v1");
            b.get(key, "other");
            a.tier.hold(Command.EVICT).fail();
            assertThat(a.cache.evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
            a.cache.close();
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isSentBeforeTheInstanceLeavesThoughTheHousekeeperHasNotFoundTheServerYet() {
            a.store(key, "v1");
            b.get(key, "other");
            a.link.disconnect();
            a.cache.evictor().evictTenant("t1");
            a.house.hold(true);
            a.link.reconnect();
            a.cache.close();
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isCoveredByAWiderOneWhereTooManyWait() {
            a.store(key, "v1");
            b.get(key, "other");
            a.link.disconnect();
            a.cache.evictor().evictTenant("t1");
            for (int batches = 0; batches < 2; batches++) {
                String prefix = "other" + batches + "-";
                a.cache.evictor().evict(batch -> {
                    for (int i = 0; i < Playground.BUS.memory() / 2; i++) {
                        batch.tenant(prefix + i);
                    }
                });
            }
            a.sent.clear();
            a.link.reconnect();
            assertThat(a.sent.stream().filter("evict"::equals)).hasSize(1);
            assertThat(b.get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isNotMissedByOthersUnderItsFirstNumber() {
            a.beat();
            b.store(key, "v1");
            a.tier.hold(Command.EVICT).fail();
            a.cache.evictor().evictTenant("t2");
            a.beat();
            a.beat();
            playground.pass(Playground.BUS.gap().multipliedBy(2));
            b.beat();
            b.sent.clear();
            assertThat(b.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(b.sent).isEmpty();
        }
    }

    @Nested
    class AServerThatHasAnOlderState {

        @Test
        void isRaisedByWhoeverEvicted() {
            InMemoryRemote.Snapshot old = evictedSinceSnapshot();
            b.cache.close();
            playground.seemOld();
            comeBackWith(old);
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isRaisedThoughItWasAwayForLongerThanTheRecentLasts() {
            InMemoryRemote.Snapshot old = evictedSinceSnapshot();
            b.cache.close();
            playground.seemOld();
            remote.disconnect();
            for (int rounds = 0; rounds < 3; rounds++) {
                playground.pass(Playground.BUS.recentWindow());
                a.beat();
            }
            remote.restore(old);
            remote.reconnect();
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isRaisedByWhoeverHeardOfTheEviction() {
            InMemoryRemote.Snapshot old = evictedSinceSnapshot();
            a.cache.close();
            playground.seemOld();
            comeBackWith(old);
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isFoundOutByAReplyThatIsOlderThanKnown() {
            InMemoryRemote.Snapshot old = evictedSinceSnapshot();
            playground.seemOld();
            remote.restore(old);
            playground.pass(CachePolicy.defaults().maxUnconfirmed());
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
            assertThat(b.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void isRaisedToEverythingRecentOnceOneReplyIsOlderThanKnown() {
            CacheKey other = Playground.key("t2");
            a.store(key, "v1");
            a.store(other, "v1");
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            a.cache.evictor().evictTenant("t2");
            a.cache.evictor().evictTenant("t1");
            playground.seemOld();
            remote.restore(old);
            a.get(key, "v2");
            assertThat(playground.join().get(other, "v2")).isEqualTo("v2");
        }

        @Test
        void isRaisedWhenAConnectionComesThatReplacesNone() {
            InMemoryRemote.Snapshot old = evictedSinceSnapshot();
            playground.seemOld();
            remote.restore(old);
            a.link.resubscribe();
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void losesWhatWasLoadedUnderAStampThatItNoLongerHas() {
            evictedSinceSnapshot();
            playground.setLag(Duration.ofDays(1));
            playground.seemOld();
            remote.disconnect();
            remote.flush();
            remote.reconnect();
            Player c = playground.join();
            assertThat(c.get(key, "v3")).isEqualTo("v3");
            assertThat(a.get(key, "v3")).isEqualTo("v3");
            assertThat(b.get(key, "v3")).isEqualTo("v3");
        }

        @Test
        void takesEvictionsThoughItsClockLags() {
            a.store(key, "v1");
            b.get(key, "other");
            playground.setLag(Duration.ofDays(1));
            playground.seemOld();
            a.cache.evictor().evictQuery(key);
            assertThat(b.get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void stillTellsOfAnEvictionUnderAnOlderStamp() {
            a.store(key, "v1");
            playground.setLag(Duration.ofDays(1));
            playground.seemOld();
            remote.flush();
            Player c = playground.join();
            c.cache.evictor().evictQuery(key);
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void doesNotConfirmWhatAnEvictionUnderAnOlderStampEndedUnheard() {
            a.store(key, "v1");
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            a.cache.evictor().evictQuery(key);
            a.store(key, "v2");
            playground.setLag(Duration.ofDays(1));
            playground.seemOld();
            a.link.disconnect();
            b.cache.close();
            remote.restore(old);
            Player c = playground.join();
            assertThat(c.cache.evictor().evictQuery(key).status()).isEqualTo(Status.CONFIRMED);
            a.link.reconnect();
            assertThat(a.get(key, "v3")).isEqualTo("v3");
        }

        @Test
        void givesNoStampThatALostOneHadWhileItsClockLags() {
            a.store(key, "v1");
            playground.setLag(Duration.ofDays(1));
            playground.seemOld();
            InMemoryRemote.Snapshot old = remote.snapshot();
            b.get(key, "v1");
            b.link.disconnect();
            a.cache.evictor().evictQuery(key);
            a.store(key, "v2");
            a.link.disconnect();
            remote.restore(old);
            playground.pass(Duration.ofNanos(7_000));
            b.link.reconnect();
            b.cache.evictor().evictQuery(key);
            a.link.reconnect();
            assertThat(a.get(key, "v3")).isEqualTo("v3");
        }

        /** v1 is in the remote tier as of the snapshot, and evicted since; a has set the stamp, b has heard of it. */
        private InMemoryRemote.Snapshot evictedSinceSnapshot() {
            a.store(key, "v1");
            b.get(key, "other");
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            assertThat(a.cache.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.CONFIRMED);
            assertThat(b.get(key, "v2")).isEqualTo("v2");
            assertThat(a.get(key, "v2")).isEqualTo("v2");
            return old;
        }

        private void comeBackWith(InMemoryRemote.Snapshot state) {
            remote.disconnect();
            remote.restore(state);
            remote.reconnect();
        }
    }

    @Nested
    class AServerThatWasFlushed {

        @Test
        void losesEveryLocalEntryWithinTheInterval() {
            a.store(key, "v1");
            assertThat(b.get(key, "other")).isEqualTo("v1");
            remote.flush();
            playground.pass(Playground.BUS.wideInterval());
            a.beat();
            a.store(key, "v2");
            assertThat(b.get(key, "v3")).isEqualTo("v2");
        }

        @Test
        void keepsThemUntilThen() {
            a.store(key, "v1");
            remote.flush();
            playground.pass(Playground.BUS.wideInterval().minusMillis(1));
            a.beat();
            assertThat(a.get(key, "v2")).isEqualTo("v1");
        }

        @Test
        void hasNewWideStampsOnceAnInstanceHasSubscribedAnew() {
            a.store(key, "v1");
            remote.flush();
            a.link.resubscribe();
            assertThat(a.get(key, "v2")).isEqualTo("v2");
        }
    }

    @Nested
    class AServerThatWasRestarted {

        @Test
        void getsEverythingEvictedByWhoeverMeetsItFirst() {
            a.store(key, "v1");
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            a.cache.evictor().evictTenant("t1");
            a.cache.close();
            b.cache.close();
            remote.restore(old);
            assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void getsEverythingEvictedByThoseWhoseConnectionsStayed() {
            CacheKey other = Playground.key("t2");
            a.store(other, "v1");
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            remote.restore(old);
            playground.pass(Playground.BUS.wideInterval());
            a.beat();
            assertThat(playground.join().get(other, "v2")).isEqualTo("v2");
        }

        @Test
        void getsItOnce() {
            AtomicInteger evictions = new AtomicInteger();
            a.cache.evictor().addListener(eviction -> evictions.incrementAndGet());
            InMemoryRemote.Snapshot old = remote.snapshot();
            playground.pass(Duration.ofSeconds(1));
            remote.disconnect();
            remote.restore(old);
            remote.reconnect();
            assertThat(evictions).hasValue(1);
            for (int i = 0; i < 5; i++) {
                playground.pass(Playground.BUS.wideInterval());
                a.beat();
                b.beat();
            }
            playground.join();
            assertThat(evictions).hasValue(1);
        }
    }

    @Nested
    class AMemoryThatWasTooSmall {

        @Test
        void makesTheInstanceEvictEverythingAfterTheReconnect() {
            CacheKey other = Playground.key("t2");
            a.store(other, "v1");
            InMemoryRemote.Snapshot old = remote.snapshot();
            a.cache.evictor().evictTenant("t2");
            a.cache.evictor().evict(batch -> {
                for (int i = 0; i < Playground.BUS.memory(); i++) {
                    batch.tenant("other" + i);
                }
            });
            a.cache.evictor().evictTenant("one-more");
            b.cache.close();
            playground.seemOld();
            remote.disconnect();
            remote.restore(old);
            remote.reconnect();
            assertThat(playground.join().get(other, "v2")).isEqualTo("v2");
        }
    }
}
