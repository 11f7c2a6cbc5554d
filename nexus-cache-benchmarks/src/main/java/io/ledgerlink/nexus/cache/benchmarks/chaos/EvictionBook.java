package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What all processes know of the writes and of the evictions that were confirmed: a file that each of them maps.
 *
 * <p>It outlives the process that wrote it, so a killed instance's last evictions count, and what it still owed is known. Of
 * each row it holds the latest evictions. Safe for use by many threads and processes; nobody waits.
 */
final class EvictionBook {

    private static final int INSTANCES = 16;
    private static final int KEPT = 512;

    /** Version, stamp, scope, time, instance, whether wide. */
    private static final int FIELDS = 6;

    private static final int NEXT = 0;
    private static final int NEWEST = 1;
    private static final int OWED = 2;
    private static final int RECORDS = OWED + INSTANCES;
    private static final int WORDS = RECORDS + KEPT * FIELDS;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /**
     * An eviction of a row that Redis has confirmed.
     *
     * @param version what had been written before it began
     * @param stamp the scope's new stamp; 0 where it was confirmed later than it returned
     * @param scope the hash of the stamp's key
     * @param confirmedAt on the machine's monotonic clock
     * @param wide whether it evicted a whole cache or everything
     */
    record Confirmed(long version, long stamp, long scope, long confirmedAt, int instance, boolean wide) {

        /** For the report; times as seconds before a moment. */
        String text(long moment) {
            return String.format(
                    Locale.ROOT,
                    "v%d by instance %d, %s stamp %d of %x, confirmed %.3f s before",
                    version,
                    instance,
                    wide ? "wide" : "near",
                    stamp,
                    scope,
                    (moment - confirmedAt) / 1e9);
        }
    }

    private final ByteBuffer words;

    private EvictionBook(ByteBuffer words) {
        this.words = words;
    }

    /** Opens the file, and makes it where it is missing. */
    static EvictionBook open(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new EvictionBook(channel.map(MapMode.READ_WRITE, 0, (long) Cell.ALL.size() * WORDS * Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The book of evictions could not be opened: " + file, e);
        }
    }

    /** An instance is about to write a row, and owes its eviction from now on. */
    void owe(int instance, Cell cell) {
        add(cell, OWED + instance, 1);
    }

    /** So many evictions that were owed have been confirmed. */
    void settle(int instance, Cell cell, long evictions) {
        add(cell, OWED + instance, -evictions);
    }

    long owed(int instance, Cell cell) {
        return get(cell, OWED + instance);
    }

    void confirmed(Cell cell, Confirmed eviction) {
        int at = RECORDS + (int) (add(cell, NEXT, 1) % KEPT) * FIELDS;
        set(cell, at, 0);
        set(cell, at + 1, eviction.stamp);
        set(cell, at + 2, eviction.scope);
        set(cell, at + 3, eviction.confirmedAt);
        set(cell, at + 4, eviction.instance);
        set(cell, at + 5, eviction.wide ? 1 : 0);
        set(cell, at, eviction.version);
        long newest;
        do {
            newest = get(cell, NEWEST);
        } while (newest < eviction.version
                && !WORD.compareAndSet(words, index(cell, NEWEST), newest, eviction.version));
    }

    /** The newest version whose eviction was confirmed. */
    long newest(Cell cell) {
        return get(cell, NEWEST);
    }

    /** The latest evictions, newest first. */
    List<Confirmed> evictions(Cell cell) {
        List<Confirmed> evictions = new ArrayList<>();
        long next = get(cell, NEXT);
        for (long i = next - 1; i >= Math.max(0, next - KEPT); i--) {
            int at = RECORDS + (int) (i % KEPT) * FIELDS;
            long version = get(cell, at);
            Confirmed eviction = new Confirmed(
                    version,
                    get(cell, at + 1),
                    get(cell, at + 2),
                    get(cell, at + 3),
                    (int) get(cell, at + 4),
                    get(cell, at + 5) == 1);
            // One that is being written, or was being written when its process was killed, has version 0 or changes.
            if (version != 0 && get(cell, at) == version) {
                evictions.add(eviction);
            }
        }
        return evictions;
    }

    private static int index(Cell cell, int word) {
        return (cell.number() * WORDS + word) * Long.BYTES;
    }

    private long get(Cell cell, int word) {
        return (long) WORD.getVolatile(words, index(cell, word));
    }

    private void set(Cell cell, int word, long value) {
        WORD.setVolatile(words, index(cell, word), value);
    }

    private long add(Cell cell, int word, long more) {
        return (long) WORD.getAndAdd(words, index(cell, word), more);
    }
}
