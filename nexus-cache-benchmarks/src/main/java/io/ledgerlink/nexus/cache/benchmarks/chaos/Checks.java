package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.benchmarks.chaos.EvictionBook.Confirmed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges every answer of one instance by what had been so before its call began.
 *
 * <ul>
 *   <li>Read your writes: what was written here, and whose eviction has returned, is seen.
 *   <li>Never backwards: an eviction that this instance has heard of leaves nothing from before it.
 *   <li>Staleness: an eviction that was confirmed anywhere is seen within its bound.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
final class Checks implements EvictionListener {

    private static final int TOLD_EVICTIONS = 12;

    private final int instance;
    private final EvictionBook book;
    private final Count.Tally tally;
    private final Consumer<String> findings;
    private final AtomicLongArray written = new AtomicLongArray(Cell.ALL.size());
    private final AtomicLongArray answered = new AtomicLongArray(Cell.ALL.size());
    private final Map<Long, Heard> heard = new ConcurrentHashMap<>();

    Checks(int instance, EvictionBook book, Count.Tally tally, Consumer<String> findings) {
        this.instance = instance;
        this.book = book;
        this.tally = tally;
        this.findings = findings;
    }

    /** A stamp that has been applied here, and when; and the one before it. */
    private record Heard(long stamp, long at, @Nullable Heard before) {

        private boolean covers(long wanted, long began) {
            return (stamp >= wanted && at < began) || (before != null && before.stamp >= wanted && before.at < began);
        }
    }

    /**
     * A call, and what its answer must not be older than.
     *
     * @param written the newest version whose eviction has returned here
     * @param answered the newest version that was answered here
     */
    record Call(Cell cell, long began, long written, long answered) {}

    Call begin(Cell cell) {
        return new Call(cell, System.nanoTime(), written.get(cell.number()), answered.get(cell.number()));
    }

    void end(Call call, Object value) {
        Cell cell = call.cell;
        Row row = Cell.row(value);
        tally.add(Count.CALLS);
        tally.add(Count.SLOWEST_NANOS, System.nanoTime() - call.began);
        if (row.number() != cell.number()) {
            violation("another row's answer", call, row);
        }
        answered.accumulateAndGet(cell.number(), row.version(), Math::max);
        if (row.version() < call.written) {
            violation("own write not read, v" + call.written, call, row);
        }
        if (row.version() < call.answered) {
            tally.add(Count.UNEVICTED);
        }
        if (row.version() < book.newest(cell)) {
            judgeOld(call, row);
        }
    }

    private void judgeOld(Call call, Row row) {
        for (Confirmed eviction : book.evictions(call.cell)) {
            if (eviction.version() <= row.version()) {
                continue;
            }
            Heard known = heard.get(eviction.scope());
            if (eviction.stamp() > 0 && known != null && known.covers(eviction.stamp(), call.began)) {
                violation("backwards behind stamp " + eviction.stamp(), call, row);
            }
            long staleness = call.began - eviction.confirmedAt();
            if (staleness > 0) {
                long bound = Bounds.of(eviction.wide()).toNanos();
                tally.add(Count.STALEST_NANOS, staleness);
                tally.add(Count.STALENESS, staleness / (bound / 1_000_000));
                if (staleness > bound) {
                    finding("over the bound", call, row);
                }
            }
        }
    }

    private void violation(String what, Call call, Row row) {
        tally.add(Count.VIOLATIONS);
        finding(what, call, row);
    }

    private void finding(String what, Call call, Row row) {
        String evictions = book.evictions(call.cell).stream()
                .limit(TOLD_EVICTIONS)
                .map(eviction -> "\n    " + eviction.text(call.began))
                .collect(Collectors.joining());
        findings.accept(String.format(
                "%s: instance %d, %s gave v%d of row %d; call began at %d, took %.3f s; evictions:%s",
                what,
                instance,
                call.cell,
                row.version(),
                row.number(),
                call.began,
                (System.nanoTime() - call.began) / 1e9,
                evictions));
    }

    /** The eviction of a row that was written here has returned. */
    void returned(Cell cell, long version) {
        written.accumulateAndGet(cell.number(), version, Math::max);
    }

    @Override
    public void evicted(Eviction eviction) {
        long now = System.nanoTime();
        for (ScopeStamp stamp : eviction.stamps()) {
            heard.merge(
                    hash(stamp.scope()),
                    new Heard(stamp.stamp(), now, null),
                    (before, next) -> next.stamp > before.stamp
                            ? new Heard(next.stamp, now, new Heard(before.stamp, before.at, null))
                            : before);
        }
    }

    /** What a stamp's key is called by in the book. */
    static long hash(String scope) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < scope.length(); i++) {
            hash = (hash ^ scope.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
