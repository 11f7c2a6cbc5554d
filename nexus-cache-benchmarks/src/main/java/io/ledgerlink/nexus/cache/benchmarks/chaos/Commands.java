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
            write(
                    List.of(cell),
                    false,
                    lot < 50 ? e -> e.evictShared(cell.kind().cache()) : e -> e.evictQuery(cell.key()));
        } else if (lot < 40) {
            write(List.of(cell), false, evictor -> evictor.evictQuery(cell.key()));
        } else if (lot < 70) {
            write(tagged(cell), false, evictor -> evictor.evictTag(cell.tenant(), Cell.tag(cell.account())));
        } else if (lot < 80) {
            write(
                    List.of(cell),
                    false,
                    evictor -> evictor.evict(
                            batch -> batch.query(cell.key()).tag(cell.tenant(), Cell.tag(cell.account()))));
        } else if (lot < 90) {
            write(
                    List.of(cell),
                    false,
                    e -> e.evictRegion(cell.tenant(), cell.kind().cache()));
        } else if (lot < 95) {
            write(tagged(cell), false, evictor -> evictor.evictTenant(cell.tenant()));
        } else if (lot < 99) {
            write(List.of(cell), true, evictor -> evictor.evictCache(cell.kind().cache()));
        } else {
            write(List.of(cell), true, CacheEvictor::evictAll);
        }
    }

    /** Some rows are written all the time, others seldom: a lost eviction of those is not covered up by the next. */
    private static Cell drawn(Random random) {
        int reach = random.nextBoolean() ? 1 : Cell.ACCOUNTS;
        Cell cell;
        do {
            cell = Cell.ALL.get(random.nextInt(Cell.ALL.size()));
        } while (cell.account() >= reach);
        return cell;
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
