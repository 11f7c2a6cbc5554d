package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.benchmarks.chaos.EvictionBook.Confirmed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What became of an instance's evictions: confirmed, or pending until nothing of the instance waits any more.
 *
 * <p>Safe for use by many threads.
 */
final class Evicted {

    /** Longer than a delivery may be under way. */
    private static final long SETTLED = Duration.ofSeconds(2).toNanos();

    private final int instance;
    private final EvictionBook book;
    private final Checks checks;
    private final Count.Tally tally;
    private final List<Pending> pending = new ArrayList<>();

    /** Since when nothing has waited, in {@code System.nanoTime}; guarded by this. */
    private long clearSince = System.nanoTime();

    Evicted(int instance, EvictionBook book, Checks checks, Count.Tally tally) {
        this.instance = instance;
        this.book = book;
        this.checks = checks;
        this.tally = tally;
    }

    /** Evicts in one way or another. */
    @FunctionalInterface
    interface Verb {
        EvictionReceipt evict(CacheEvictor evictor);
    }

    private record Pending(Cell cell, long version, long owed, boolean wide, long since) {}

    void owe(Cell cell) {
        book.owe(instance, cell);
    }

    long owed(Cell cell) {
        return book.owed(instance, cell);
    }

    /** An eviction of rows that were written has returned. */
    void note(List<Cell> cells, List<Long> versions, boolean wide, EvictionReceipt receipt) {
        for (int i = 0; i < cells.size(); i++) {
            note(cells.get(i), versions.get(i), 1, wide, receipt);
        }
        tally.add(receipt.status() == Status.CONFIRMED ? Count.CONFIRMED : Count.PENDING);
    }

    /** The eviction of a row for which so many were owed has returned. */
    void note(Cell cell, long version, long owed, EvictionReceipt receipt) {
        note(cell, version, owed, false, receipt);
        tally.add(receipt.status() == Status.CONFIRMED ? Count.CONFIRMED : Count.PENDING);
    }

    private void note(Cell cell, long version, long owed, boolean wide, EvictionReceipt receipt) {
        checks.returned(cell, version);
        if (receipt.status() == Status.CONFIRMED) {
            ScopeStamp stamp = receipt.stamps().get(0);
            confirm(cell, owed, version, stamp.stamp(), Checks.hash(stamp.scope()), wide);
        } else {
            synchronized (this) {
                pending.add(new Pending(cell, version, owed, wide, System.nanoTime()));
            }
        }
    }

    private void confirm(Cell cell, long owed, long version, long stamp, long scope, boolean wide) {
        book.confirmed(cell, new Confirmed(version, stamp, scope, System.nanoTime(), instance, wide));
        book.settle(instance, cell, owed);
    }

    /** Looks whether what was pending has been delivered; called again and again. */
    synchronized void look(BusStatistics bus) {
        long now = System.nanoTime();
        if (!bus.connected() || bus.pendingScopes() > 0) {
            clearSince = now;
        }
        if (now - clearSince < SETTLED) {
            return;
        }
        Iterator<Pending> waiting = pending.iterator();
        while (waiting.hasNext()) {
            Pending next = waiting.next();
            if (next.since < clearSince) {
                confirm(next.cell, next.owed, next.version, 0, 0, next.wide);
                tally.add(Count.DELIVERED);
                waiting.remove();
            }
        }
    }

    synchronized int waiting() {
        return pending.size();
    }
}
