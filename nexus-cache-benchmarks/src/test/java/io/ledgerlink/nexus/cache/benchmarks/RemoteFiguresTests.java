package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RemoteFiguresTests {

    @Nested
    class HitRemoteFigure {

        @Test
        void bothSidesGiveThePage() {
            try (RemoteLedger ledger = RemoteLedger.withoutLocalTier()) {
                ledger.fill(2);
                HitRemote.Ways ways = new HitRemote.Ways(ledger);
                ways.hit(1);
                assertThat(ledger.get(1)).isEqualTo(RemoteLedger.VALUE);
                assertThat(ways.get(1)).isEqualTo(RemoteLedger.VALUE);
                assertThat(ways.mget(1)).isEqualTo(RemoteLedger.VALUE);
                ways.refuseAllButRemoteHits();
            }
        }

        @Test
        void refusesARunWithALoad() {
            try (RemoteLedger ledger = RemoteLedger.withoutLocalTier()) {
                ledger.fill(1);
                HitRemote.Ways ways = new HitRemote.Ways(ledger);
                ways.hit(0);
                ledger.cache().evictor().evictAll();
                ways.hit(0);
                assertThatThrownBy(ways::refuseAllButRemoteHits)
                        .hasMessage("Not all calls were remote hits: 2 loads of 1 keys, 0 local hits, 1 remote ones");
            }
        }

        @Test
        void refusesARunWithLocalHits() {
            try (RemoteLedger ledger = RemoteLedger.with(policy -> policy)) {
                ledger.fill(1);
                HitRemote.Ways ways = new HitRemote.Ways(ledger);
                ways.hit(0);
                assertThatThrownBy(ways::refuseAllButRemoteHits).hasMessageContaining("1 local hits, 0 remote ones");
            }
        }
    }

    @Nested
    class ReconfirmFigure {

        @Test
        void everyCallIsConfirmed() {
            try (RemoteLedger ledger = RemoteLedger.with(policy -> policy.withMaxUnconfirmed(Duration.ZERO))) {
                ledger.fill(16);
                assertThat(Reconfirm.measure(ledger, 2, 20).ratio(0, 1)).isPositive();
            }
        }

        @Test
        void refusesARunWithoutConfirmations() {
            try (RemoteLedger ledger = RemoteLedger.with(policy -> policy)) {
                ledger.fill(16);
                assertThatThrownBy(() -> Reconfirm.measure(ledger, 0, 3))
                        .hasMessage("Not all calls were confirmed: 0 of 3, 16 loads");
            }
        }
    }

    @Nested
    class MissTripsFigure {

        @Test
        void countsWhatTheCallerWaitsForAndNothingElse() throws InterruptedException {
            try (RemoteLedger ledger = RemoteLedger.withoutLocalTier()) {
                ledger.fill(1);
                ledger.tier().take();
                ledger.get(0);
                assertThat(ledger.tier().take()).isEqualTo(1);
                Thread other = new Thread(() -> ledger.get(0));
                other.start();
                other.join();
                assertThat(ledger.tier().take()).isZero();
            }
        }

        @Test
        void refusesACallThatWasNoMiss() {
            try (RemoteLedger ledger = RemoteLedger.withoutLocalTier()) {
                ledger.fill(1);
                assertThatThrownBy(() -> MissTrips.mostTrips(ledger, call -> ledger.get(0)))
                        .hasMessage("A call was no miss, so its round trips mean nothing");
            }
        }
    }

    @Test
    void listenersHearTheSameEvictions() {
        try (RemoteLedger ledger = RemoteLedger.with(policy -> policy);
                ListenerProcess instance =
                        ListenerProcess.start("cache", ledger.redis().uri());
                ListenerProcess raw =
                        ListenerProcess.start("raw", ledger.redis().uri());
                Crowd crowd = new Crowd(1)) {
            assertThat(EvictCpu.evict(ledger.cache(), crowd, Crowd.CALLS, instance, raw))
                    .isEqualTo(Crowd.CALLS);
            ListenerProcess.Reading before = instance.read();
            assertThat(before.heard()).isEqualTo(Crowd.CALLS);
            assertThat(new ListenerProcess.Reading(before.heard() + 2, before.processorNanos() + 6_000)
                            .microsPerMessageSince(before))
                    .isEqualTo(3);
        }
    }

    @Test
    void refusesALocalTierThatDoesNotHoldWhatItShould() {
        assertThatThrownBy(() -> EvictFlatLocal.refuseWithout(EvictFlatLocal.filled(10), 11))
                .hasMessage("The local tier holds 10 entries instead of 11");
    }
}
