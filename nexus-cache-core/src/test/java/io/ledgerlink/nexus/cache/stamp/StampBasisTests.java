package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StampBasisTests {

    private static final int SCOPES = 6;

    /** Entries that an earlier version stored are misses if this changes. */
    private static final long FINGERPRINT = -2063942409361573109L;

    /** What can happen to a scope. */
    enum Happening {
        RAISE {
            @Override
            void to(Scope scope, long stamp) {
                scope.raise(stamp);
            }
        },
        HEAR {
            @Override
            void to(Scope scope, long stamp) {
                scope.hear(stamp);
            }
        },
        BEGIN {
            @Override
            void to(Scope scope, long stamp) {
                scope.beginEviction();
            }
        },
        EVICT {
            @Override
            void to(Scope scope, long stamp) {
                scope.beginEviction();
                scope.endEvictions(1, stamp);
            }
        };

        abstract void to(Scope scope, long stamp);
    }

    /** Something that happens to one scope of the lineage. */
    record Step(int scope, Happening happening, long stamp) {

        void happenTo(EntryScopes lineage) {
            happening.to(lineage.scopes().get(scope), stamp);
        }
    }

    private final Epoch epoch = new Epoch(0);

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, SCOPES - 1),
                        Arbitraries.of(Happening.class),
                        Arbitraries.longs().between(1, 6))
                .as(Step::new)
                .list()
                .ofMaxSize(8);
    }

    @Property
    void theLevelIsABasisMarkExactlyWhileNothingHasChanged(
            @ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after) {
        EntryScopes lineage = lineage();
        before.forEach(step -> step.happenTo(lineage));
        StampBasis basis = StampBasis.capture(lineage, epoch);
        List<Scope.Snapshot> captured = snapshots(lineage);
        assertThat(basis.stands()).isTrue();
        for (Step step : after) {
            step.happenTo(lineage);
            assertThat(basis.stands()).isEqualTo(same(captured, snapshots(lineage)));
            assertThat(lineage.stampSum() == basis.stampSum()).isEqualTo(basis.stands());
        }
    }

    @Property
    void aLoadAdmitsExactlyWhoeverKnowsNoNewerStampAndNoNewerGeneration(
            @ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after, @ForAll long seed) {
        EntryScopes lineage = lineage();
        before.forEach(step -> step.happenTo(lineage));
        StampBasis captured = StampBasis.capture(lineage, epoch);
        List<Scope.Snapshot> atCapture = snapshots(lineage);
        long[] read = new long[SCOPES];
        for (int i = 0; i < SCOPES; i++) {
            read[i] = atCapture.get(i).stamp() + Math.floorMod(seed >> (2 * i), 3);
        }
        StampBasis basis = under(captured, read);
        for (Step step : after) {
            step.happenTo(lineage);
            boolean nothingNewer = true;
            List<Scope.Snapshot> now = snapshots(lineage);
            for (int i = 0; i < SCOPES; i++) {
                nothingNewer &= now.get(i).generation() == atCapture.get(i).generation()
                        && now.get(i).stamp() <= read[i];
            }
            assertThat(basis.admits(epoch)).isEqualTo(nothingNewer);
        }
    }

    @Test
    void aLoadOfAnotherEpochIsNotShared() {
        StampBasis basis = StampBasis.capture(lineage(), epoch);
        assertThat(basis.admits(epoch)).isTrue();
        assertThat(basis.admits(new Epoch(0))).isFalse();
    }

    @Test
    void aMergedBasisStandsUnderTheStampsThatWereRead() {
        EntryScopes lineage = lineage();
        StampBasis basis = under(StampBasis.capture(lineage, epoch), new long[] {1, 2, 3, 4, 5, 6});
        basis.merge();
        assertThat(basis.stands()).isTrue();
        assertThat(lineage.scopes()).extracting(Scope::stamp).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aBasisUnderOlderStampsThanKnownDoesNotStand() {
        EntryScopes lineage = lineage();
        lineage.scopes().forEach(scope -> scope.raise(10));
        StampBasis basis = under(StampBasis.capture(lineage, epoch), new long[] {10, 10, 10, 9, 10, 10});
        basis.merge();
        assertThat(basis.stands()).isFalse();
        assertThat(lineage.scopes()).extracting(Scope::stamp).containsOnly(10L);
    }

    @Test
    void anEvictionBetweenCaptureAndReplyMakesTheBasisFall() {
        EntryScopes lineage = lineage();
        StampBasis captured = StampBasis.capture(lineage, epoch);
        lineage.query().beginEviction();
        lineage.query().endEvictions(1, 3);
        StampBasis basis = under(captured, new long[] {1, 1, 3, 1, 1, 1});
        basis.merge();
        assertThat(basis.stands()).isFalse();
    }

    @Test
    void aBasisIsPendingIfAnyScopeWasWhenItWasCaptured() {
        for (int i = 0; i < SCOPES; i++) {
            EntryScopes lineage = lineage();
            assertThat(StampBasis.capture(lineage, epoch).pending()).isFalse();
            lineage.scopes().get(i).beginEviction();
            assertThat(StampBasis.capture(lineage, epoch).pending()).isTrue();
        }
    }

    @Test
    void aBasisIsCompleteOnlyIfNoStampIsAbsent() {
        StampBasis captured = StampBasis.capture(lineage(), epoch);
        assertThat(under(captured, new long[] {1, 1, 1, 1, 1, 1}).complete()).isTrue();
        for (int i = 0; i < SCOPES; i++) {
            long[] stamps = {1, 1, 1, 1, 1, 1};
            stamps[i] = 0;
            assertThat(under(captured, stamps).complete()).isFalse();
        }
    }

    @Test
    void aBasisAfterItsOwnersEvictionStandsOnceTheEvictionIsConfirmed() {
        EntryScopes lineage = lineage();
        StampBasis read = under(StampBasis.capture(lineage, epoch), new long[] {1, 2, 3, 4, 5, 6});
        read.merge();
        lineage.query().beginEviction();
        lineage.query().endEvictions(1, 9);
        StampBasis after = read.afterOwnEviction(9);
        assertThat(read.stands()).isFalse();
        assertThat(after.stands()).isTrue();
        assertThat(after.queryStamp()).isEqualTo(9);
    }

    @Test
    void aSecondEvictionMakesTheBasisAfterTheFirstFall() {
        EntryScopes lineage = lineage();
        StampBasis read = StampBasis.capture(lineage, epoch);
        lineage.query().beginEviction();
        lineage.query().beginEviction();
        lineage.query().endEvictions(1, 9);
        assertThat(read.afterOwnEviction(9).stands()).isFalse();
    }

    @Test
    void theFingerprintTellsEveryNearStampButTheQuerysWhichTheEnvelopeHolds() {
        StampBasis captured = StampBasis.capture(lineage(), epoch);
        Set<Long> prints = new HashSet<>();
        for (int changed = 2; changed < SCOPES; changed++) {
            long[] stamps = {1, 1, 1, 1, 1, 1};
            stamps[changed] = 2;
            prints.add(under(captured, stamps).fingerprint());
        }
        assertThat(prints).hasSize(SCOPES - 2);
        assertThat(under(captured, new long[] {1, 1, 2, 1, 1, 1}).fingerprint())
                .isEqualTo(under(captured, new long[] {1, 1, 1, 1, 1, 1}).fingerprint());
    }

    @Test
    void theFingerprintTellsWhoseStampsTheyAreAndHowMany() {
        Scopes scopes = new Scopes(new KeyText("app"));
        Set<Long> prints = new HashSet<>();
        for (List<String> tags :
                List.of(List.<String>of(), List.of("a"), List.of("b"), List.of("a", "b"), List.of("a", "b", "c"))) {
            EntryScopes lineage = scopes.lineage(key("t1"), tags);
            lineage.scopes().forEach(scope -> scope.raise(5));
            prints.add(StampBasis.capture(lineage, epoch).fingerprint());
        }
        EntryScopes other = scopes.lineage(key("t2"), List.of());
        other.scopes().forEach(scope -> scope.raise(5));
        prints.add(StampBasis.capture(other, epoch).fingerprint());
        assertThat(prints).hasSize(6);
    }

    @Test
    void theFingerprintIsTheSameOnEveryInstanceAndInTheNextVersion() {
        EntryScopes here = lineage();
        EntryScopes there = lineage();
        long[] stamps = {1, 2, 3, 4, 5, 6};
        long print = under(StampBasis.capture(here, epoch), stamps).fingerprint();
        assertThat(under(StampBasis.capture(there, epoch), stamps).fingerprint())
                .isEqualTo(print);
        assertThat(print).isEqualTo(FINGERPRINT);
    }

    @Test
    void theNewestStampIsThatOfAnyScope() {
        StampBasis captured = StampBasis.capture(lineage(), epoch);
        for (int i = 0; i < SCOPES; i++) {
            long[] stamps = {1, 1, 1, 1, 1, 1};
            stamps[i] = 9;
            assertThat(under(captured, stamps).newestStamp()).isEqualTo(9);
        }
    }

    private static StampBasis under(StampBasis captured, long[] stamps) {
        return captured.under(Arrays.copyOfRange(stamps, 2, SCOPES), stamps[0], stamps[1]);
    }

    private static boolean same(List<Scope.Snapshot> one, List<Scope.Snapshot> other) {
        for (int i = 0; i < SCOPES; i++) {
            if (one.get(i).stamp() != other.get(i).stamp()
                    || one.get(i).generation() != other.get(i).generation()) {
                return false;
            }
        }
        return true;
    }

    private static List<Scope.Snapshot> snapshots(EntryScopes lineage) {
        return lineage.scopes().stream().map(Scope::snapshot).toList();
    }

    private static EntryScopes lineage() {
        return new Scopes(new KeyText("app")).lineage(key("t1"), List.of("account:7"));
    }

    private static CacheKey key(String tenant) {
        return CacheKey.builder("ledger").tenant(tenant).query("entries").build();
    }
}
