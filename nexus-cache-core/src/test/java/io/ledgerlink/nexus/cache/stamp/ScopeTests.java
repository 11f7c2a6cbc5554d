package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScopeTests {

    private final Scope scope = Scope.near(new KeyText("app"), "app:{t1}:!tenant");

    @Test
    void aNewScopeKnowsNoStampAndHasNothingPending() {
        assertThat(scope.stamp()).isZero();
        assertThat(scope.stampSum()).isZero();
        assertThat(scope.pending()).isFalse();
    }

    @Test
    void aNewerStampIsTakenOver() {
        scope.raise(10);
        scope.raise(12);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(12, 0, false));
    }

    @Test
    void anOlderReplyChangesNothing() {
        scope.raise(10);
        scope.raise(9);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(10, 0, false));
    }

    @Test
    void aNewerMessageRaisesTheStampAndLeavesTheGeneration() {
        scope.raise(10);
        scope.hear(11);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(11, 0, false));
    }

    @Test
    void anEqualMessageChangesNothing() {
        scope.raise(10);
        long stampSum = scope.stampSum();
        scope.hear(10);
        assertThat(scope.stampSum()).isEqualTo(stampSum);
    }

    @Test
    void anOlderMessageRaisesTheGenerationAndKeepsTheStamp() {
        scope.raise(10);
        scope.hear(9);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(10, 1, false));
    }

    @Test
    void theGenerationOutlivesANewerStamp() {
        scope.raise(10);
        scope.hear(9);
        scope.raise(20);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(20, 1, false));
    }

    @Test
    void anEvictionThatBeginsHereRaisesTheGenerationAndIsPending() {
        scope.raise(10);
        scope.beginEviction();
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(10, 1, true));
        assertThat(scope.pending()).isTrue();
    }

    @Test
    void aConfirmedEvictionBringsItsStampAndIsNoLongerPending() {
        scope.beginEviction();
        scope.endEvictions(1, 30);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(30, 1, false));
    }

    @Test
    void aScopeStaysPendingUntilEveryEvictionIsConfirmed() {
        scope.beginEviction();
        scope.beginEviction();
        scope.beginEviction();
        scope.endEvictions(2, 30);
        assertThat(scope.pending()).isTrue();
        scope.endEvictions(1, 31);
        assertThat(scope.pending()).isFalse();
    }

    @Test
    void anEvictionThatAWiderOneCoversEndsWithoutAStamp() {
        scope.raise(10);
        scope.beginEviction();
        scope.endEvictions(1, 0);
        assertThat(scope.snapshot()).isEqualTo(new Scope.Snapshot(10, 1, false));
    }

    @Test
    void theSlotIsWhatStandsInTheFirstBraces() {
        assertThat(scope.slot()).isEqualTo("t1");
        assertThat(Scope.near(new KeyText("app"), "app:{*}:!region:c").slot()).isEqualTo("*");
    }

    @Test
    void stampAndGenerationOnlyGrowWhateverComesAtOnce() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Future<Integer>> evictions = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(this::disturb))
                    .toList();
            Future<?> watching = threads.submit(watch(done));
            int evicted = 0;
            for (Future<Integer> each : evictions) {
                evicted += each.get(30, TimeUnit.SECONDS);
            }
            done.set(true);
            watching.get(30, TimeUnit.SECONDS);
            assertThat(scope.snapshot().generation()).isGreaterThanOrEqualTo(evicted);
            assertThat(scope.pending()).isFalse();
            assertThat(scope.stampSum())
                    .isEqualTo(scope.stamp() + scope.snapshot().generation());
        } finally {
            threads.shutdownNow();
        }
    }

    private int disturb() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int evicted = 0;
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(3)) {
                case 0 -> scope.raise(random.nextLong(1, 1_000_000));
                case 1 -> scope.hear(random.nextLong(1, 1_000_000));
                default -> {
                    scope.beginEviction();
                    scope.endEvictions(1, random.nextLong(1, 1_000_000));
                    evicted++;
                }
            }
        }
        return evicted;
    }

    private Callable<Boolean> watch(AtomicBoolean done) {
        return () -> {
            Scope.Snapshot last = scope.snapshot();
            long lastLevel = scope.stampSum();
            while (!done.get()) {
                long stampSum = scope.stampSum();
                assertThat(stampSum).isGreaterThanOrEqualTo(lastLevel);
                Scope.Snapshot now = scope.snapshot();
                assertThat(now.stamp()).isGreaterThanOrEqualTo(last.stamp());
                assertThat(now.generation()).isGreaterThanOrEqualTo(last.generation());
                last = now;
                lastLevel = stampSum;
            }
            return true;
        };
    }
}
