package io.ledgerlink.nexus.cache.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.journal.EvictionJournal.Entry;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class JournalKeeperTests {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Kept journal = new Kept();
    private final JournalKeeper keeper = new JournalKeeper(journal, thread, Duration.ofHours(1));
    private final Remote remote = new Remote();

    @AfterEach
    void close() {
        keeper.close(Duration.ofSeconds(10));
    }

    /** Plays one round on the keeper's thread. */
    private void round() {
        CompletableFuture.runAsync(() -> keeper.round(remote), thread).join();
    }

    @Test
    void deliversWhatWasLeftOverInOrderAndRemovesIt() {
        journal.add("ok:1");
        journal.add("ok:2", "ok:3");
        round();
        assertThat(remote.evicted).containsExactly("ok:1", "ok:2", "ok:3");
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void deliversAllThereIsInBatches() {
        IntStream.range(0, 250).forEach(i -> journal.add("ok:" + i));
        round();
        assertThat(remote.evicted).hasSize(250);
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void asksForNothingWhileNothingCouldBeDelivered() {
        journal.add("ok:1");
        remote.ready = false;
        round();
        assertThat(journal.asked).isZero();
        remote.ready = true;
        round();
        assertThat(remote.evicted).containsExactly("ok:1");
    }

    @Test
    void whatIsNotConfirmedHoldsUpNoOther(CapturedOutput output) {
        journal.add("refused:1");
        journal.add("broken:2");
        journal.add("ok:3");
        round();
        assertThat(remote.evicted).containsExactly("ok:3");
        assertThat(journal.entries).extracting(Entry::id).containsExactly("1", "2");
        assertThat(output)
                .containsOnlyOnce("Entries of the durable journal could not be delivered: broken on purpose. They stay"
                        + " there");
    }

    @Test
    void leavesWhatIsNotConfirmedAndAllBehindItWhenRedisIsLost() {
        journal.add("ok:1");
        journal.add("lost:2");
        journal.add("ok:3");
        round();
        assertThat(remote.evicted).containsExactly("ok:1");
        assertThat(journal.entries).extracting(Entry::scopes).containsExactly(List.of("lost:2"), List.of("ok:3"));
    }

    @Test
    void deliversAgainWhatCouldNotBeRemoved() {
        journal.add("ok:1");
        journal.removable = false;
        round();
        assertThat(journal.entries).hasSize(1);
        journal.removable = true;
        round();
        assertThat(remote.evicted).startsWith("ok:1");
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void triesAgainToRemoveWhatIsConfirmed() {
        journal.add("ok:1");
        remote.ready = false;
        journal.removable = false;
        keeper.confirmed(List.of("1"));
        round();
        assertThat(journal.entries).hasSize(1);
        journal.removable = true;
        round();
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void putsAsideWhatCannotBeReadAndGoesOn(CapturedOutput output) {
        journal.add("ok:1");
        journal.add();
        journal.add("ok:2", "foreign");
        journal.add("ok:3");
        round();
        round();
        assertThat(remote.evicted).containsExactly("ok:1", "ok:3");
        assertThat(journal.aside).containsExactly("2", "3");
        assertThat(keeper.putAside()).isEqualTo(2);
        assertThat(output)
                .containsOnlyOnce("Entry 2 of the durable journal cannot be read and was put aside (number 1 of this"
                        + " instance). Evict what the command behind it has changed, or wait for the entries' time to"
                        + " live; then delete it")
                .containsOnlyOnce("Entry 3 of the durable journal cannot be read and was put aside (number 2 of this"
                        + " instance)");
    }

    @Test
    void removesWhatIsConfirmedWithoutMakingTheCallerWait() throws Exception {
        journal.add("ok:1");
        CountDownLatch held = new CountDownLatch(1);
        thread.execute(() -> pass(held));
        keeper.confirmed(List.of("1"));
        assertThat(journal.entries).hasSize(1);
        held.countDown();
        Await.until("it is removed", journal.entries::isEmpty);
    }

    private static void pass(CountDownLatch gate) {
        try {
            assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void removesWhatIsConfirmedBeforeItCloses() {
        journal.add("ok:1");
        keeper.confirmed(List.of("1"));
        keeper.close(Duration.ofSeconds(10));
        assertThat(journal.entries).isEmpty();
        assertThat(thread.isShutdown()).isTrue();
    }

    @Test
    void closesWithoutWaitingForTheNextRound() {
        keeper.open(remote);
        keeper.close(Duration.ofHours(1));
        assertThat(thread.isShutdown()).isTrue();
    }

    @Test
    void troubleIsToldOnceUntilItIsOver(CapturedOutput output) {
        journal.readable = false;
        round();
        round();
        assertThat(output)
                .containsOnlyOnce(
                        "Entries of the durable journal could not be read: the database is away. They stay there,"
                                + " and it is tried every 3600000 ms");
        journal.readable = true;
        journal.add("ok:1");
        round();
        assertThat(remote.evicted).containsExactly("ok:1");
    }

    @Test
    void aFailedWriteSaysWhyTheTransactionCannotCommit() {
        journal.readable = false;
        assertThatExceptionOfType(EvictionJournalException.class)
                .isThrownBy(() -> keeper.write(List.of("ok:1")))
                .withMessage("The evictions of a transaction could not be written to the durable journal, so it cannot"
                        + " commit: the database is away. Mend the journal, or do without one"
                        + " (nexus.cache.journal.type: memory)");
    }

    @Test
    void asksAgainAndAgain() {
        JournalKeeper often = new JournalKeeper(journal, thread, Duration.ofMillis(5));
        often.open(remote);
        Await.until("it has asked three times", () -> journal.asked >= 3);
    }

    @Test
    void asksAgainAfterWhatNobodyExpected() {
        remote.broken = true;
        JournalKeeper often = new JournalKeeper(journal, thread, Duration.ofMillis(5));
        often.open(remote);
        Await.until("it has failed twice", () -> remote.failures >= 2);
        remote.broken = false;
        Await.until("it asks", () -> journal.asked > 0);
    }

    private static final class Remote implements JournalKeeper.Evicting {

        private final List<String> evicted = new ArrayList<>();
        private volatile boolean ready = true;
        private volatile boolean broken;
        private volatile int failures;

        @Override
        public boolean ready() {
            if (broken) {
                failures++;
                throw new IllegalStateException("broken on purpose");
            }
            return ready;
        }

        @Override
        public boolean readable(String scope) {
            return scope.contains(":");
        }

        @Override
        public boolean evict(List<String> scopes) {
            switch (scopes.get(0).split(":")[0]) {
                case "lost" -> ready = false;
                case "broken" -> throw new IllegalStateException("broken on purpose");
                case "ok" -> {
                    return evicted.addAll(scopes);
                }
                default -> {
                    return false;
                }
            }
            return false;
        }
    }

    /** Gives what has not been claimed before, and again what was not delivered. */
    private static final class Kept implements EvictionJournal {

        private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
        private final List<String> aside = new ArrayList<>();
        private volatile boolean readable = true;
        private volatile boolean removable = true;
        private volatile int asked;
        private int written;

        void add(String... scopes) {
            entries.add(new Entry(String.valueOf(++written), List.of(scopes)));
        }

        @Override
        public String write(Collection<String> scopes) {
            available();
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Entry> claim(int most) {
            asked++;
            available();
            return List.copyOf(entries.subList(0, Math.min(most, entries.size())));
        }

        private void available() {
            if (!readable) {
                throw new IllegalStateException("the database is away");
            }
        }

        @Override
        public void remove(Collection<String> ids) {
            if (!removable) {
                throw new IllegalStateException("the database is away");
            }
            entries.removeIf(entry -> ids.contains(entry.id()));
        }

        @Override
        public void putAside(String id) {
            aside.add(id);
            entries.removeIf(entry -> entry.id().equals(id));
        }
    }
}
