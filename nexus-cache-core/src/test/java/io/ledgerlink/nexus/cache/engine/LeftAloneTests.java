package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A remote tier that was given up on costs its callers nothing, and is found again. */
class LeftAloneTests {

    private static final int SILENCES = 5;
    private static final Duration BEAT = Playground.BUS.beat();

    /** The longest that the first pause can be, and no longer than the second at its shortest. */
    private static final Duration A_BEAT_AND_A_QUARTER = BEAT.multipliedBy(5).dividedBy(4);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final Player other = playground.join();
    private final Player hasty = playground.join(CachePolicy.defaults(), Duration.ofMillis(50));
    private final Logger logger = (Logger) LoggerFactory.getLogger(Bus.class.getPackageName());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    LeftAloneTests() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        playground.close();
    }

    @Nested
    class WhileItIsLeftAlone {

        @Test
        void noVerbSendsAnything() throws Exception {
            other.store(key, "shared");
            hasty.get(Playground.key("t2"), "warm");
            openWithoutHousekeeper();
            hasty.sent.clear();
            assertThat(hasty.status(key, "source")).isEqualTo(CacheStatus.MISS);
            CacheKey cold = Playground.key("cold");
            assertThat(hasty.cache.getIfPresent(cold, String.class)).isEmpty();
            hasty.cache.lookup(cold, String.class);
            assertThat(hasty.cache.begin(cold, String.class).store("ticket")).isTrue();
            CacheKey batch = Playground.key("batch");
            assertThat(hasty.cache.<String, RuntimeException>getAll(
                            List.of(batch), String.class, missing -> Map.of(batch, "v")))
                    .containsEntry(batch, "v");
            assertThat(hasty.cache
                            .<String>fetchAsync(
                                    Playground.key("async"),
                                    String.class,
                                    () -> CompletableFuture.completedFuture("v"),
                                    FetchOptions.cached())
                            .get(10, TimeUnit.SECONDS)
                            .value())
                    .isEqualTo("v");
            assertThat(hasty.cache.touch(key, String.class)).isFalse();
            assertThat(hasty.cache.put(cold, String.class, "put").status()).isEqualTo(Status.PENDING);
            assertThat(hasty.cache.evictor().evictTenant("t1").status()).isEqualTo(Status.PENDING);
            assertThat(hasty.sent).isEmpty();
            assertThat(hasty.cache.busStatistics().readsSkipped()).isEqualTo(8);
        }

        @Test
        void whatWasLoadedBeforeIsNotStoredAnyMore() {
            long dropped = hasty.cache.statistics("ledger").droppedStores();
            hasty.house.hold(true);
            assertThat(hasty.cache.<String, RuntimeException>get(key, String.class, () -> {
                        silence(SILENCES);
                        return "loaded";
                    }))
                    .isEqualTo("loaded");
            Await.until(
                    "the store is dropped",
                    () -> hasty.cache.statistics("ledger").droppedStores() == dropped + 1);
            assertThat(hasty.tier.count(Command.STORE)).isZero();
            assertThat(hasty.get(key, "unused")).isEqualTo("loaded");
        }

        @Test
        void nothingIsWarnedOfButItsLossAndNothingSaidButItsReturn() {
            openWithoutHousekeeper();
            silence(SILENCES);
            hasty.cache.evictor().evictTenant("t1");
            playground.pass(Duration.ofSeconds(2));
            hasty.house.hold(false);
            assertThat(log.list.stream().map(ILoggingEvent::toString).filter(event -> !event.contains("DEBUG")))
                    .containsExactly(
                            "[WARN] The in-memory Redis does not answer in time: the local tier and the sources do until it is back",
                            "[INFO] The in-memory Redis is there, 2000 ms after it was lost or first asked; " + SILENCES
                                    + " reads did without it");
        }
    }

    @Nested
    class ItIsGivenUpOn {

        @Test
        void forPutsThatAreNotAnswered() {
            hasty.cache.getIfPresent(key, String.class);
            hasty.house.hold(true);
            for (int put = 0; put < SILENCES; put++) {
                assertThat(hasty.cache.busStatistics().breakerOpen()).isFalse();
                hasty.tier.hold(Command.PUT);
                CacheKey fresh = Playground.key("put" + put);
                assertThat(hasty.cache.put(fresh, String.class, "v").status()).isEqualTo(Status.PENDING);
            }
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
        }

        @Test
        void forTouchesThatAreNotAnswered() {
            hasty.store(key, "v");
            hasty.house.hold(true);
            Player touching = touchEveryCallCounts();
            touching.store(Playground.key("t3"), "v");
            touching.tier.hold(Command.TOUCH);
            touching.house.hold(true);
            assertThat(touching.cache.touch(Playground.key("t3"), String.class)).isFalse();
            assertThat(touching.cache.busStatistics().breakerOpen()).isTrue();
        }

        @Test
        void forEvictionsThatAreNotAnswered() {
            hasty.house.hold(true);
            for (int eviction = 0; eviction < SILENCES; eviction++) {
                assertThat(hasty.cache.busStatistics().breakerOpen()).isFalse();
                hasty.tier.hold(Command.EVICT);
                hasty.cache.evictor().evictTenant("t" + eviction);
            }
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
        }

        @Test
        void byAnInstanceWhoseCallersAskForNothing() {
            for (int round = 0; round < SILENCES; round++) {
                assertThat(hasty.cache.busStatistics().breakerOpen()).isFalse();
                playground.pass(Playground.BUS.wideInterval());
                hasty.tier.hold(Command.READ);
                hasty.beat();
            }
            assertThat(hasty.cache.busStatistics().breakerOpenings()).isOne();
        }

        @Test
        void byAnInstanceWhoseBeatIsNotAnsweredByTheTimeOfTheNext() {
            hasty.get(key, "v");
            hasty.tier.hold(Command.PUBLISH);
            hasty.beat();
            assertThat(hasty.cache.busStatistics().breakerOpenings()).isZero();
            hasty.beat();
            assertThat(hasty.cache.busStatistics().breakerOpenings()).isOne();
        }

        @Test
        void byEvictionsOfTwoSlotsThatAreNotAnswered() {
            hasty.house.hold(true);
            for (int i = 0; i < 10 && !hasty.cache.busStatistics().breakerOpen(); i++) {
                hasty.tier.hold(Command.EVICT);
                hasty.tier.hold(Command.EVICT);
                int each = i;
                hasty.cache.evictor().evict(scopes -> scopes.tenant("a" + each).tenant("b" + each));
            }
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
        }

        @Test
        void byReadsOfTwoSlotsThatAreNotAnswered() {
            hasty.get(key, "v");
            hasty.house.hold(true);
            for (int i = 0; i < 10 && !hasty.cache.busStatistics().breakerOpen(); i++) {
                hasty.tier.hold(Command.READ);
                hasty.tier.hold(Command.READ);
                hasty.cache.<String, RuntimeException>getAll(
                        List.of(Playground.key("a" + i), Playground.key("b" + i)), String.class, missing -> Map.of());
            }
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
        }

        @Test
        void andItsConnectionIsReplacedWhereAProbeIsNotAnswered() {
            hasty.get(key, "v");
            hasty.tier.hold(Command.PUBLISH);
            hasty.beat();
            hasty.tier.hold(Command.READ);
            hasty.sent.clear();
            hasty.beat();
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
            assertThat(hasty.sent).contains("replaceIfSilent").doesNotContain("resubscribe");
        }

        @Test
        void andItsOwnBeatsAreNotMissedWhileItCannotBeat() {
            hasty.get(key, "v");
            hasty.tier.hold(Command.PUBLISH);
            hasty.beat();
            hasty.tier.hold(Command.READ);
            hasty.beat();
            assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
            playground.pass(Playground.BUS.timeout().multipliedBy(2));
            hasty.tier.hold(Command.READ);
            hasty.beat();
            playground.pass(Playground.BUS.timeout());
            hasty.tier.holdMessages();
            hasty.beat();
            hasty.tier.releaseMessages();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
            assertThat(hasty.cache.busStatistics().epochs()).isOne();
            assertThat(hasty.sent).doesNotContain("resubscribe");
            hasty.sent.clear();
            assertThat(hasty.status(key, "other")).isEqualTo(CacheStatus.HIT_LOCAL);
            assertThat(commands()).isEmpty();
        }

        @Test
        void andAllWhoWaitAreFreedAtOnce() throws Exception {
            Duration slow = Duration.ofMillis(500);
            Player patient = playground.join(
                    CachePolicy.defaults(),
                    builder -> builder.remoteTimeout(Duration.ofDays(1))
                            .breaker(new BreakerSettings(1, 100, slow, Duration.ofSeconds(10))));
            patient.get(Playground.key("t2"), "warm");
            patient.house.hold(true);
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            for (int call = 0; call < 3; call++) {
                CacheKey cold = Playground.key("cold" + call);
                Hold never = patient.tier.hold(Command.READ);
                waiting.add(CompletableFuture.supplyAsync(() -> patient.get(cold, "source")));
                never.awaitReached();
            }
            Hold late = patient.tier.holdReply(Command.READ);
            CompletableFuture<String> slowly = CompletableFuture.supplyAsync(() -> patient.get(key, "source"));
            late.awaitReached();
            awaitWaiting(patient, slow);
            late.release();
            assertThat(slowly.get(10, TimeUnit.SECONDS)).isEqualTo("source");
            for (CompletableFuture<String> call : waiting) {
                assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("source");
            }
            assertThat(patient.cache.busStatistics().breakerOpen()).isTrue();
        }

        /** A slow answer is one that took its time: that much has to pass. */
        private void awaitWaiting(Player patient, Duration slow) {
            long until = System.nanoTime() + slow.multipliedBy(2).toNanos();
            while (System.nanoTime() - until < 0) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            assertThat(patient.cache.busStatistics().breakerOpen()).isFalse();
        }

        private Player touchEveryCallCounts() {
            return playground.join(
                    CachePolicy.defaults(),
                    builder -> builder.remoteTimeout(Duration.ofMillis(200))
                            .breaker(new BreakerSettings(1, 100, Duration.ofDays(1), Duration.ofSeconds(10))));
        }
    }

    @Nested
    class ItIsFoundAgain {

        @Test
        void byOneReadThatComesQuicklyBeforeAnythingElseIsAsked() {
            openWithoutHousekeeper();
            hasty.sent.clear();
            hasty.house.hold(false);
            assertThat(hasty.cache.busStatistics().breakerOpen()).isFalse();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
            assertThat(commands().get(0)).isEqualTo("read:0");
        }

        @Test
        void andToldWhatWasEvictedMeanwhileBeforeItIsRead() {
            hasty.store(key, "v1");
            openWithoutHousekeeper();
            hasty.cache.evictor().evictQuery(key);
            hasty.house.hold(false);
            assertThat(hasty.sent).contains("evict");
            assertThat(other.get(key, "v2")).isEqualTo("v2");
        }

        @Test
        void notByBeatsThatComeBeforeTheNextProbeIsDue() {
            openThoughProbed();
            hasty.sent.clear();
            hasty.beat();
            assertThat(commands()).isEmpty();
            playground.pass(BEAT.multipliedBy(2));
            hasty.beat();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        @Test
        void byALateAnswerToAProbe() {
            Hold probe = openThoughProbed();
            playground.pass(BEAT);
            probeInVain();
            playground.pass(A_BEAT_AND_A_QUARTER);
            hasty.beat();
            assertThat(hasty.cache.busStatistics().connected()).isFalse();
            probe.release();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        @Test
        void byAMessageOnTheBus() {
            openThoughProbed();
            playground.pass(BEAT);
            probeInVain();
            playground.pass(A_BEAT_AND_A_QUARTER);
            hasty.beat();
            assertThat(hasty.cache.busStatistics().connected()).isFalse();
            other.beat();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        @Test
        void byANewConnection() {
            openThoughProbed();
            playground.pass(BEAT);
            probeInVain();
            playground.pass(A_BEAT_AND_A_QUARTER);
            hasty.link.disconnect();
            hasty.link.reconnect();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        @Test
        void everLaterWhereItAnswersProbesAndNoLoad() {
            openWithoutHousekeeper();
            hasty.house.hold(false);
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
            silence(SILENCES);
            assertThat(hasty.cache.busStatistics().breakerOpenings()).isEqualTo(2);
            hasty.sent.clear();
            hasty.beat();
            other.beat();
            assertThat(commands()).isEmpty();
            playground.pass(BEAT.multipliedBy(2));
            hasty.beat();
            assertThat(hasty.cache.busStatistics().connected()).isTrue();
        }

        /** The first probe is not answered; what holds it is returned. */
        private Hold openThoughProbed() {
            openWithoutHousekeeper();
            Hold probe = hasty.tier.hold(Command.READ);
            hasty.house.hold(false);
            assertThat(hasty.cache.busStatistics().connected()).isFalse();
            return probe;
        }

        private void probeInVain() {
            playground.pass(BEAT.dividedBy(2));
            hasty.tier.hold(Command.READ);
            hasty.beat();
            assertThat(hasty.cache.busStatistics().connected()).isFalse();
        }
    }

    /** What was sent since that was last cleared. */
    private List<String> commands() {
        return hasty.sent.stream().filter(sent -> !sent.equals("available")).toList();
    }

    private void openWithoutHousekeeper() {
        hasty.cache.getIfPresent(Playground.key("known"), String.class);
        hasty.house.hold(true);
        silence(SILENCES);
        assertThat(hasty.cache.busStatistics().breakerOpen()).isTrue();
    }

    private void silence(int calls) {
        for (int call = 0; call < calls; call++) {
            if (hasty.cache.busStatistics().connected()) {
                hasty.tier.hold(Command.READ);
            }
            hasty.cache.getIfPresent(Playground.key("silent" + call), String.class);
        }
    }
}
