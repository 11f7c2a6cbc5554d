package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Checks.Call;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Database.Rows;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The readers of one instance, who ask in every way that there is, and have each answer judged.
 *
 * <p>Safe for use by many threads.
 */
final class Queries {

    private static final int BATCH = 6;

    private final NexusCache cache;
    private final Rows rows;
    private final Checks checks;
    private final Count.Tally tally;
    private final Executor sources;

    /** @param sources where sources run that nobody waits for on a thread */
    Queries(NexusCache cache, Rows rows, Checks checks, Count.Tally tally, Executor sources) {
        this.cache = cache;
        this.rows = rows;
        this.checks = checks;
        this.tally = tally;
        this.sources = sources;
    }

    void next(Random random) throws Exception {
        Cell cell = Cell.ALL.get(random.nextInt(Cell.ALL.size()));
        CacheKey key = cell.keys().get(random.nextInt(cell.keys().size()));
        int lot = random.nextInt(100);
        if (lot < 75) {
            fetch(cell, key);
        } else if (lot < 82) {
            fetchAsync(cell, key);
        } else if (lot < 90) {
            getIfPresent(cell, key);
        } else if (lot < 95) {
            lookup(cell, key);
        } else {
            getAll(cell.kind(), random);
        }
    }

    /** Asks as most callers do, and gives the version. */
    long fetch(Cell cell, CacheKey key) throws SQLException {
        Call call = checks.begin(cell);
        CachedResult<Object> result =
                cache.<Object, SQLException>fetch(key, cell.type(), () -> source(cell), FetchOptions.cached());
        return told(call, result);
    }

    private void fetchAsync(Cell cell, CacheKey key) throws Exception {
        Call call = checks.begin(cell);
        told(
                call,
                cache.fetchAsync(
                                key,
                                cell.type(),
                                () -> CompletableFuture.supplyAsync(() -> uncheckedSource(cell), sources),
                                FetchOptions.cached())
                        .get(20, TimeUnit.SECONDS));
    }

    private void getIfPresent(Cell cell, CacheKey key) {
        Call call = checks.begin(cell);
        cache.getIfPresent(key, cell.type()).ifPresent(result -> told(call, result));
    }

    private void lookup(Cell cell, CacheKey key) throws SQLException {
        Call call = checks.begin(cell);
        Lookup<Object> lookup = cache.lookup(key, cell.type());
        if (lookup instanceof Lookup.Found<Object> found) {
            told(call, found.result());
        } else if (lookup instanceof Lookup.Absent<Object> absent) {
            Object loaded = source(cell);
            LoadTicket ticket = absent.ticket();
            ticket.store(loaded);
            checks.end(call, loaded);
            tally.add(Count.UNTOLD);
        }
    }

    private void getAll(Kind kind, Random random) throws SQLException {
        List<Cell> all = Cell.ALL.stream().filter(cell -> cell.kind() == kind).toList();
        Map<CacheKey, Call> calls = new LinkedHashMap<>();
        for (int i = 0; i < BATCH; i++) {
            Cell cell = all.get(random.nextInt(all.size()));
            calls.computeIfAbsent(cell.key(), key -> checks.begin(cell));
        }
        Map<CacheKey, Object> answers = cache.<Object, SQLException>getAll(calls.keySet(), kind.type(), missing -> {
            Map<CacheKey, Object> loaded = new HashMap<>();
            for (CacheKey key : missing) {
                loaded.put(key, source(Objects.requireNonNull(calls.get(key)).cell()));
            }
            return loaded;
        });
        calls.forEach((key, call) -> {
            checks.end(call, Objects.requireNonNull(answers.get(key), "no answer for " + call.cell()));
            tally.add(Count.UNTOLD);
        });
    }

    private Object source(Cell cell) throws SQLException {
        return cell.value(rows.version(cell));
    }

    private Object uncheckedSource(Cell cell) {
        try {
            return source(cell);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private long told(Call call, CachedResult<Object> result) {
        Object value = result.value();
        if (value == null) {
            throw new IllegalStateException(call.cell() + " was answered with nothing");
        }
        checks.end(call, value);
        tally.add(Count.valueOf(result.status().name()));
        return Cell.row(value).version();
    }
}
