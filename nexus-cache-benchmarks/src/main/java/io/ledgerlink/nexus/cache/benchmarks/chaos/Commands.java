package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Database.Rows;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The command handlers of one instance: each command writes rows in one transaction, and evicts what covers them.
 *
 * <p>Safe for use by many threads.
 */
final class Commands {

    /** The tenant whose caches are often evicted as a whole. */
    private static final String COARSE = Cell.TENANTS.get(0);

    private final int instance;
    private final int instances;
    private final NexusCache cache;
    private final Rows rows;
    private final Evicted evicted;
    private final List<Object> locks =
            IntStream.range(0, Cell.ALL.size()).mapToObj(cell -> new Object()).toList();

    Commands(int instance, int instances, NexusCache cache, Rows rows, Evicted evicted) {
        this.instance = instance;
        this.instances = instances;
        this.cache = cache;
        this.rows = rows;
        this.evicted = evicted;
    }

    void next(Random random) throws SQLException {
        Cell cell = drawn(random);
        int lot = random.nextInt(100);
        if (cell.kind() == Kind.PUT) {
            put(cell);
        } else if (cell.kind() == Kind.SHARED) {
            write(List.of(cell), false, evictor -> evictor.evictQuery(cell.key()));
        } else if (lot < 50) {
            write(List.of(cell), false, evictor -> evictor.evictQuery(cell.key()));
        } else if (lot < 75) {
            write(tagged(cell), false, evictor -> evictor.evictTag(cell.tenant(), Cell.tag(cell.account())));
        } else if (lot < 90) {
            write(
                    List.of(cell),
                    false,
                    evictor -> evictor.evict(
                            batch -> batch.query(cell.key()).tag(cell.tenant(), Cell.tag(cell.account()))));
        } else {
            coarse(cell, random.nextInt(1_000));
        }
    }

    /**
     * Coarse evictions cover up what finer ones have lost: one tenant has many, and there are caches that have few. Those of
     * everything are left to the server's restarts and to the journal, but for very few.
     */
    private void coarse(Cell cell, int lot) throws SQLException {
        Kind kind = cell.kind();
        if (lot < 2) {
            write(List.of(cell), true, CacheEvictor::evictAll);
        } else if (lot < 10) {
            write(sharing(cell), false, evictor -> evictor.evictShared(Kind.SHARED.cache()));
        } else if (lot < 50 && (kind == Kind.STALE || kind == Kind.PAGED)) {
            write(List.of(cell), true, evictor -> evictor.evictCache(kind.cache()));
        } else if (cell.tenant().equals(COARSE) && lot < 200) {
            write(tagged(cell), false, evictor -> evictor.evictTenant(COARSE));
        } else if (cell.tenant().equals(COARSE)) {
            write(List.of(cell), false, evictor -> evictor.evictRegion(COARSE, kind.cache()));
        }
    }

    /** Most of the time the busy accounts; the others seldom, so that the next eviction does not cover up a lost one. */
    private static Cell drawn(Random random) {
        boolean busy = random.nextInt(20) != 0;
        Cell cell;
        do {
            cell = Cell.ALL.get(random.nextInt(Cell.ALL.size()));
        } while (busy != cell.account() < Cell.BUSY);
        return cell;
    }

    private static List<Cell> sharing(Cell like) {
        return Cell.ALL.stream()
                .filter(cell -> cell.kind() == Kind.SHARED && cell.account() == like.account())
                .toList();
    }

    /** The rows of an account in all caches whose entries carry its tag. */
    private static List<Cell> tagged(Cell like) {
        return Cell.ALL.stream()
                .filter(cell ->
                        cell.kind().tagged() && cell.tenant().equals(like.tenant()) && cell.account() == like.account())
                .toList();
    }

    private void write(List<Cell> cells, boolean wide, Evicted.Verb verb) throws SQLException {
        cells.forEach(evicted::owe);
        List<Long> versions = rows.write(cells);
        evicted.note(cells, versions, wide, verb.evict(cache.evictor()));
    }

    private void put(Cell cell) throws SQLException {
        if (cell.account() % instances != instance) {
            return;
        }
        synchronized (locks.get(cell.number())) {
            evicted.owe(cell);
            List<Long> versions = rows.write(List.of(cell));
            EvictionReceipt receipt = cache.put(cell.key(), cell.type(), cell.value(versions.get(0)));
            evicted.note(List.of(cell), versions, false, receipt);
        }
    }

    /** Evicts what an earlier process of this instance had written and perhaps not evicted, as an operator does. */
    void makeGood() throws SQLException {
        for (Cell cell : Cell.ALL) {
            long owed = evicted.owed(cell);
            if (owed > 0) {
                long version = rows.version(cell);
                evicted.note(cell, version, owed, cache.evictor().evictQuery(cell.key()));
            }
        }
    }
}
