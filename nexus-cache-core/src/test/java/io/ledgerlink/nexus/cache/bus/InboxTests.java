package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheObserver;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionListener.Eviction;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTests {

    private static final String TENANT = "app:{t1}:!tenant";

    private final AtomicLong now = new AtomicLong();
    private final KeyText text = new KeyText("app");
    private final Scopes scopes = new Scopes(text);
    private final RecentStamps recent = new RecentStamps(100, TimeUnit.MINUTES.toNanos(1));
    private final ServerClock clock = new ServerClock();
    private final Observers observers = new Observers();
    private final LoadNews news = new LoadNews();
    private final Inbox hearing =
            new Inbox("self", scopes, text::isStamp, recent, now::get, clock, observers, BusSettings.defaults(), news);
    private final Scope tenant = scopes.tenant("t1");

    @Test
    void anotherInstancesEvictionIsAppliedAndRemembered() {
        apply("nexus1 other 1 evict " + TENANT + "=10");
        assertThat(tenant.stamp()).isEqualTo(10);
        assertThat(recent.scopes()).containsExactly(tenant);
    }

    @Test
    void anotherInstancesOlderEvictionMakesWhatWasLoadedInvalid() {
        tenant.raise(20);
        long before = level();
        apply("nexus1 other 1 evict " + TENANT + "=10");
        assertThat(level()).isGreaterThan(before);
        assertThat(tenant.stamp()).isEqualTo(20);
    }

    @Test
    void whoWaitsForALoadIsToldHowItEndedAndNothingElseChanges() {
        Epoch before = hearing.epoch();
        try (LoadNews.Wait wait = news.await("app:{t1}:c:v1:q:-");
                LoadNews.Wait another = news.await("app:{t1}:c:v1:q2:-")) {
            apply("nexus-load1 h app:{t1}:c:v1:q:- failed");
            assertThat(wait.came()).isCompletedWithValue(new LoadNews.News("h", LoadEnding.FAILED));
            assertThat(another.came()).isNotDone();
        }
        hearing.checkGaps();
        assertThat(hearing.epoch()).isSameAs(before);
        assertThat(hearing.foreignMessages()).isZero();
    }

    @Test
    void whoWaitsNoLongerIsForgotten() {
        news.await("app:{t1}:c:v1:q:-").close();
        assertThat(news.anybody()).isFalse();
    }

    @Test
    void aMessageThatComesTwiceChangesNothing() {
        apply("nexus1 other 1 evict " + TENANT + "=10");
        long before = level();
        apply("nexus1 other 1 evict " + TENANT + "=10");
        assertThat(level()).isEqualTo(before);
    }

    @Test
    void anOwnMessageThatComesLateChangesNothing() {
        tenant.raise(20);
        long before = level();
        apply("nexus1 self 1 evict " + TENANT + "=10");
        assertThat(level()).isEqualTo(before);
    }

    @Test
    void anOwnMessageThatOvertakesItsReplyBringsTheStamp() {
        apply("nexus1 self 1 evict " + TENANT + "=10");
        assertThat(tenant.stamp()).isEqualTo(10);
    }

    @Test
    void aRaiseIsNoEvictionAndOnlyEverRaises() {
        tenant.raise(20);
        long before = level();
        apply("nexus1 other - raise " + TENANT + "=10");
        assertThat(level()).isEqualTo(before);
        apply("nexus1 other - raise " + TENANT + "=30");
        assertThat(tenant.stamp()).isEqualTo(30);
    }

    @Test
    void foreignAndMalformedMessagesAreCountedAndIgnored() {
        long before = level();
        apply("good morning");
        apply("nexus2 other 1 evict " + TENANT + "=10");
        apply("nexus1 other 1 evict elsewhere:{t1}:!tenant=10");
        apply("nexus1 other 2 evict " + TENANT + "=10 elsewhere:{t1}:!tenant=10");
        apply("nexus1 other 3 evict app:{t1}:ledger:v1:q:p=10");
        assertThat(hearing.foreignMessages()).isEqualTo(5);
        assertThat(level()).isEqualTo(before);
        assertThat(recent.scopes()).isEmpty();
    }

    @Test
    void aForeignMessageIsNoSignOfLife() {
        now.set(50);
        apply("good morning");
        assertThat(hearing.epoch().lastSign()).isZero();
        apply("nexus1 other 0 beat");
        assertThat(hearing.epoch().lastSign()).isEqualTo(50);
    }

    @Test
    void aMessageFromBeforeAnEpochIsNoSignOfItsLife() {
        now.set(100);
        hearing.beginEpoch("test");
        hearing.apply("nexus1 other 0 beat", 90);
        assertThat(hearing.epoch().lastSign()).isEqualTo(100);
    }

    @Test
    void onlyOwnMessagesEndTheSilenceOfOnesOwnBeat() {
        now.set(100);
        apply("nexus1 other 0 beat");
        assertThat(hearing.silentNanos()).isEqualTo(100);
        apply("nexus1 self 0 beat");
        assertThat(hearing.silentNanos()).isZero();
    }

    @Test
    void listenersHearOfEvictionsAloneAndOfWhoMadeThem() {
        List<Eviction> heard = new ArrayList<>();
        hearing.addListener(heard::add);
        apply("nexus1 other 0 beat");
        apply("nexus1 other - raise " + TENANT + "=5");
        apply("nexus1 other 1 evict " + TENANT + "=10");
        apply("nexus1 self 1 evict " + TENANT + "=11");
        assertThat(heard)
                .containsExactly(
                        new Eviction("other", false, List.of(new ScopeStamp(TENANT, 10))),
                        new Eviction("self", true, List.of(new ScopeStamp(TENANT, 11))));
    }

    @Test
    void aListenerIsToldWhenTheEvictionCountsAlready() {
        List<Long> stamps = new ArrayList<>();
        hearing.addListener(eviction -> stamps.add(tenant.stamp()));
        apply("nexus1 other 1 evict " + TENANT + "=10");
        assertThat(stamps).containsExactly(10L);
    }

    @Test
    void aListenerThatThrowsKeepsNobodyFromHearing() {
        List<Eviction> heard = new ArrayList<>();
        hearing.addListener(eviction -> {
            throw new IllegalStateException("broken on purpose");
        });
        hearing.addListener(heard::add);
        apply("nexus1 other 1 evict " + TENANT + "=10");
        apply("nexus1 other 2 evict " + TENANT + "=11");
        assertThat(heard).hasSize(2);
        assertThat(tenant.stamp()).isEqualTo(11);
    }

    @Test
    void aListenerThatWasRemovedHearsNothing() {
        List<Eviction> heard = new ArrayList<>();
        EvictionListener listener = heard::add;
        hearing.addListener(listener);
        apply("nexus1 other 1 evict " + TENANT + "=10");
        hearing.removeListener(listener);
        apply("nexus1 other 2 evict " + TENANT + "=11");
        assertThat(heard).hasSize(1);
    }

    @Test
    void theLagOfAnothersEvictionIsTheLatestThatTheServersClockCanShowLessTheStamp() {
        List<Duration> lags = lags();
        clock.read(0, 20_000, 1_000_000);
        now.set(30_000);
        apply("nexus1 other 1 evict " + TENANT + "=999990");
        assertThat(lags).containsExactly(Duration.of(40, ChronoUnit.MICROS));
    }

    @Test
    void theNewestStampOfAMessageThatIsNoneAheadOfTheClockTellsTheLag() {
        List<Duration> lags = lags();
        clock.read(0, 0, 1_000_000);
        String region = "app:{t1}:!region:ledger";
        String tag = "app:{t1}:!tag:a";
        apply("nexus1 other 1 evict " + TENANT + "=999900 " + region + "=999990 " + tag + "=2000000");
        assertThat(lags).containsExactly(Duration.of(10, ChronoUnit.MICROS));
    }

    @Test
    void noLagIsToldWhereTheClockIsUnknownOrTheStampAheadOfItOrTheEvictionAnOwnOneOrNone() {
        List<Duration> lags = lags();
        apply("nexus1 other 1 evict " + TENANT + "=10");
        clock.read(0, 0, 1_000_000);
        apply("nexus1 other 2 evict " + TENANT + "=1000001");
        apply("nexus1 self 1 evict " + TENANT + "=20");
        apply("nexus1 other - raise " + TENANT + "=30");
        apply("nexus1 other 2 beat");
        assertThat(lags).isEmpty();
        apply("nexus1 other 3 evict " + TENANT + "=1000000");
        assertThat(lags).containsExactly(Duration.ZERO);
    }

    private List<Duration> lags() {
        List<Duration> lags = new ArrayList<>();
        observers.add(
                new CacheObserver() {
                    @Override
                    public void evictionHeard(Duration lag) {
                        lags.add(lag);
                    }
                },
                List.of());
        return lags;
    }

    @Test
    void aMissingMessageBeginsANewEpochOnceItsTimeIsOver() {
        apply("nexus1 other 1 evict " + TENANT + "=10");
        apply("nexus1 other 3 evict " + TENANT + "=12");
        Epoch before = hearing.epoch();
        now.addAndGet(BusSettings.defaults().gap().toNanos());
        hearing.checkGaps();
        assertThat(hearing.epoch()).isSameAs(before);
        now.incrementAndGet();
        hearing.checkGaps();
        assertThat(hearing.epoch()).isNotSameAs(before);
        assertThat(hearing.epochsBegun()).isEqualTo(1);
    }

    @Test
    void aRaiseStandsOutsideTheSequence() {
        apply("nexus1 other 1 evict " + TENANT + "=10");
        apply("nexus1 other - raise " + TENANT + "=11");
        apply("nexus1 other 2 evict " + TENANT + "=12");
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        hearing.checkGaps();
        assertThat(hearing.epochsBegun()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nexus2 other 1 evict app:{t1}:!tenant=10",
                "nexus2 anything at all",
                "nexus10 other 1 evict app:{t1}:!tenant=10",
                "nexus1 other 1 forget app:{t1}:!tenant=10",
                "nexus1 other - forget app:{t1}:!tenant=10",
                "nexus1 other 1 evict app:{t1}:!tenant=10 because=5",
                "nexus1 other 1 evict app:{t1}:!tenant=10;5",
                "nexus1 other 1.1 beat"
            })
    void aMessageOfAnotherVersionBeginsANewEpochAtTheNextLook(String message) {
        Epoch before = hearing.epoch();
        apply(message);
        apply(message);
        assertThat(hearing.epoch()).isSameAs(before);
        hearing.checkGaps();
        assertThat(hearing.epoch()).isNotSameAs(before);
        hearing.checkGaps();
        assertThat(hearing.epochsBegun()).isEqualTo(1);
        assertThat(hearing.foreignMessages()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good morning", "", "nexus", "nexus ", "nexus: up", "NEXUS2 other 1 beat"})
    void aMessageThatIsNobodyOfUsBeginsNone(String message) {
        apply(message);
        hearing.checkGaps();
        assertThat(hearing.epochsBegun()).isZero();
        assertThat(hearing.foreignMessages()).isEqualTo(1);
    }

    private void apply(String message) {
        hearing.apply(message, now.get());
    }

    /** Moves with whatever makes entries of the tenant invalid. */
    private long level() {
        return scopes.lineage(
                        CacheKey.builder("ledger").tenant("t1").query("entries").build(), List.of())
                .stampSum();
    }
}
