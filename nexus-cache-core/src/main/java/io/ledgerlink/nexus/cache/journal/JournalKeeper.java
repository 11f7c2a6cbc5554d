package io.ledgerlink.nexus.cache.journal;

import io.ledgerlink.nexus.cache.journal.EvictionJournal.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a durable journal: removes what is confirmed, delivers what was left over.
 *
 * <p>Internal. {@link #write} waits for the journal; everything else that waits is done on the keeper's own thread, so that
 * neither callers nor the bus wait for a database. Safe for use by many threads.
 */
public final class JournalKeeper {

    private static final Logger log = LoggerFactory.getLogger(JournalKeeper.class);

    private static final int BATCH = 100;

    /** More confirmed entries than this are not remembered: they are delivered once more, and removed then. */
    private static final int MOST_CONFIRMED = 10_000;

    private static final long REMOVE_AFTER_MILLIS = 100;

    /** How what was left over is evicted. */
    public interface Evicting {

        /** Whether an eviction would be confirmed now. */
        boolean ready();

        /** Whether this names a scope of this application. */
        boolean readable(String scope);

        /** Evicts, and says whether that was confirmed. */
        boolean evict(List<String> scopes);
    }

    private final EvictionJournal journal;
    private final ScheduledExecutorService thread;
    private final Duration pollEvery;
    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger confirmedCount = new AtomicInteger();
    private final AtomicBoolean removalScheduled = new AtomicBoolean();
    private final AtomicLong putAside = new AtomicLong();
    private volatile boolean closed;

    /** The keeper's thread alone. */
    private boolean troubled;

    /** Polls about that often on this thread, which it shuts down when it is closed. */
    public JournalKeeper(EvictionJournal journal, ScheduledExecutorService thread, Duration pollEvery) {
        this.journal = journal;
        this.thread = thread;
        this.pollEvery = pollEvery;
    }

    /** Begins to look after what is left over. */
    public void open(Evicting evicting) {
        schedule(
                () -> {
                    try {
                        round(evicting);
                    } finally {
                        open(evicting);
                    }
                },
                pause());
    }

    /** Instances that were started together do not ask together. */
    private long pause() {
        long millis = pollEvery.toMillis();
        return millis - millis / 5 + ThreadLocalRandom.current().nextLong(1 + 2 * (millis / 5));
    }

    /** Writes scopes in the transaction of the current thread, and gives the entry's id. */
    public String write(Collection<String> scopes) {
        try {
            return journal.write(scopes);
        } catch (RuntimeException e) {
            throw new EvictionJournalException(
                    "The evictions of a transaction could not be written to the durable journal, so it cannot commit: "
                            + e.getMessage()
                            + ". Mend the journal, or do without one (nexus.cache.journal.type: memory)",
                    e);
        }
    }

    /** Evictions of these entries were confirmed: they are removed soon. */
    public void confirmed(Collection<String> ids) {
        for (String id : ids) {
            if (confirmedCount.incrementAndGet() > MOST_CONFIRMED) {
                confirmedCount.decrementAndGet();
            } else {
                confirmed.add(id);
            }
        }
        if (!ids.isEmpty() && removalScheduled.compareAndSet(false, true)) {
            schedule(this::removeConfirmed, REMOVE_AFTER_MILLIS);
        }
    }

    /** How many entries could not be read, and were put aside by this instance. */
    public long putAside() {
        return putAside.get();
    }

    /** Removes what is confirmed, then delivers what was left over, as much as there is. */
    void round(Evicting evicting) {
        removeConfirmed();
        int given = BATCH;
        while (given == BATCH && !closed && evicting.ready()) {
            List<Entry> left = leftOver();
            given = deliver(left, evicting) ? left.size() : 0;
        }
    }

    private List<Entry> leftOver() {
        try {
            List<Entry> left = journal.claim(BATCH);
            troubled = false;
            return left;
        } catch (RuntimeException e) {
            tell("read", e);
            return List.of();
        }
    }

    /** Whether all of it was delivered. What is not is claimed again later, by whichever instance. */
    private boolean deliver(List<Entry> left, Evicting evicting) {
        List<String> delivered = new ArrayList<>();
        boolean all = true;
        for (Entry entry : left) {
            if (!readable(entry, evicting)) {
                putAside(entry);
            } else if (evicted(entry, evicting)) {
                delivered.add(entry.id());
            } else if (!evicting.ready()) {
                all = false;
                break;
            }
        }
        if (!delivered.isEmpty()) {
            log.debug("{} entries that were left over in the durable journal were delivered", delivered.size());
            confirmed(delivered);
            removeConfirmed();
        }
        return all;
    }

    /** One that fails holds up no other; it is given again when its claim has lapsed. */
    private boolean evicted(Entry entry, Evicting evicting) {
        try {
            return evicting.evict(entry.scopes());
        } catch (RuntimeException e) {
            tell("delivered", e);
            return false;
        }
    }

    private static boolean readable(Entry entry, Evicting evicting) {
        return !entry.scopes().isEmpty() && entry.scopes().stream().allMatch(evicting::readable);
    }

    private void putAside(Entry entry) {
        try {
            journal.putAside(entry.id());
            log.error(
                    "Entry {} of the durable journal cannot be read and was put aside (number {} of this instance). Evict what"
                            + " the command behind it has changed, or wait for the entries' time to live; then delete it",
                    entry.id(),
                    putAside.incrementAndGet());
        } catch (RuntimeException e) {
            tell("put aside", e);
        }
    }

    private void removeConfirmed() {
        removalScheduled.set(false);
        List<String> batch = nextConfirmed();
        while (!batch.isEmpty()) {
            try {
                journal.remove(batch);
                confirmedCount.addAndGet(-batch.size());
            } catch (RuntimeException e) {
                confirmed.addAll(batch);
                tell("removed", e);
                return;
            }
            batch = nextConfirmed();
        }
    }

    private List<String> nextConfirmed() {
        List<String> batch = new ArrayList<>();
        for (String id = poll(batch); id != null; id = poll(batch)) {
            batch.add(id);
        }
        return batch;
    }

    private @Nullable String poll(List<String> batch) {
        return batch.size() < BATCH ? confirmed.poll() : null;
    }

    /** Speaks up once per trouble. */
    private void tell(String what, RuntimeException e) {
        if (troubled) {
            log.debug("Entries of the durable journal could not be {}", what, e);
        } else {
            troubled = true;
            log.warn(
                    "Entries of the durable journal could not be {}: {}. They stay there, and it is tried every {} ms",
                    what,
                    e.getMessage(),
                    pollEvery.toMillis());
        }
    }

    private void schedule(Runnable task, long millis) {
        try {
            var unused = thread.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException gone) {
            log.trace("Closed", gone);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("The keeper of the durable journal failed", e);
            }
        };
    }

    /** Removes what has been confirmed, waits for it a bounded time, and leaves no thread. The journal is its owner's. */
    public void close(Duration atMost) {
        closed = true;
        try {
            thread.submit(guarded(this::removeConfirmed)).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            log.debug("The durable journal did not answer in time; other instances remove what is confirmed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | ExecutionException again) {
            log.trace("Closed before", again);
        }
        thread.shutdownNow();
    }
}
