package io.ledgerlink.nexus.cache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A local hit of a prepared query, its key alone, and the least that a cache of one's own would cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
public class LocalHitBenchmark {

    private static final QueryShape SHAPE = QueryShape.of(Ledger.CACHE, "entries", "accountId");
    private static final String VALUE = "value";

    // Not static and final: a constant could be folded into the code that is measured.
    private UUID tenant = new UUID(1, 2);
    private UUID account = new UUID(3, 4);
    private int page = 3;
    private int perPage = 50;

    private NexusCache cache;
    private QueryHandle<String> handle;
    private Cache<RecordKey, String> caffeine;

    /** What one would write by hand for the same query. */
    private record RecordKey(UUID tenant, UUID account, int page, int perPage) {}

    @Setup
    public void fill() {
        cache = Ledger.instance().inMemory(new InMemoryRemote()).build();
        handle = cache.<String>query(SHAPE, String.class).loader((tenant, page, arguments) -> VALUE);
        handle.getPage(tenant, Pagination.of(page, perPage), account);
        caffeine = Caffeine.newBuilder().maximumSize(4096).build();
        caffeine.put(new RecordKey(tenant, account, page, perPage), VALUE);
    }

    /** Makes the next call a miss. */
    void evict() {
        cache.evictor().evictAll();
    }

    @TearDown
    public void close() {
        long loads = cache.statistics(Ledger.CACHE).loads();
        cache.close();
        if (loads != 1) {
            throw new IllegalStateException(loads + " loads: not all calls were local hits");
        }
    }

    @Benchmark
    public @Nullable String handle() {
        return handle.getPage(tenant, Pagination.of(page, perPage), account);
    }

    @Benchmark
    public CacheKey key() {
        return SHAPE.key(tenant, Pagination.of(page, perPage), account);
    }

    @Benchmark
    public @Nullable String caffeine() {
        return caffeine.getIfPresent(new RecordKey(tenant, account, page, perPage));
    }
}
