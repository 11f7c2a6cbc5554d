package io.ledgerlink.nexus.cache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.lang.reflect.Type;
import java.util.List;
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
import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Page;

/**
 * One page of a query's result, by each way that a user could choose: the same method, arguments and page.
 *
 * <p>Every way has a state of its own, so a fork sets up only what it measures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
public class QueryMethodBenchmark {

    private static final Type PAGE =
            ResolvableType.forClassWithGenerics(Page.class, LedgerEntry.class).getType();

    // Not static and final: a constant could be folded into the code that is measured.
    private UUID tenant = new UUID(0x1234_5678_9ABCL, 0x8765_4321L);
    private UUID account = new UUID(0xACC, 7);
    private int number = 3;
    private int size = 50;

    /** What Spring asks for a call through a proxy, whatever the interceptor does. */
    @Benchmark
    public @Nullable Page<LedgerEntry> interceptor(Intercepted application) {
        return call(application);
    }

    /** A cache of one's own, asked with the key that one would write for the method. */
    @Benchmark
    public @Nullable Page<LedgerEntry> caffeine(OwnCache own) {
        return own.cache.getIfPresent(key());
    }

    /** Spring's annotation over Caffeine. */
    @Benchmark
    public @Nullable Page<LedgerEntry> cacheable(CacheableLocally application) {
        return call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> cachedQuery(CachedLocally application) {
        return call(application);
    }

    /** The same with a registry of meters. */
    @Benchmark
    public @Nullable Page<LedgerEntry> cachedQueryWithMeters(CachedLocallyWithMeters application) {
        return call(application);
    }

    /** The same query without a proxy. */
    @Benchmark
    public @Nullable Page<LedgerEntry> handle(Prepared prepared) {
        return prepared.handle.getPage(tenant, Pagination.of(number, size), account);
    }

    /** Spring's annotation over Redis. */
    @Benchmark
    public @Nullable Page<LedgerEntry> cacheableRedis(CacheableInRedis application) {
        return call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> cachedQueryRemote(CachedRemotely application) {
        return call(application);
    }

    /** The least that Redis costs: one command for the page's bytes. */
    @Benchmark
    public byte[] get(RawRedis redis) {
        return redis.commands.get(redis.key);
    }

    /** The same, and the page made of them. */
    @Benchmark
    public Object getAndDecode(RawRedis redis) {
        byte[] bytes = redis.commands.get(redis.key);
        return redis.codec.decode(bytes, 0, bytes.length, PAGE);
    }

    @Nullable Page<LedgerEntry> call(Running application) {
        return application.queries.entries(tenant, account, number, size);
    }

    RecordKey key() {
        return new RecordKey(tenant, account, number, size);
    }

    /** What one would write by hand for the same query. */
    record RecordKey(UUID tenant, UUID account, int number, int size) {}

    /** An application that answers the method. */
    @State(Scope.Benchmark)
    public abstract static class Running {

        private QueryApplication application;
        private LedgerQueries queries;

        abstract QueryApplication start();

        /** Called when the page is cached, and before the method is called again. */
        void filled(QueryApplication application) {
            application.queries().lose();
        }

        @Setup
        public void fill(QueryMethodBenchmark calling) {
            application = start();
            queries = application.queries();
            calling.call(this);
            filled(application);
        }

        @TearDown
        public void close(QueryMethodBenchmark calling) {
            boolean found = calling.call(this) != null;
            application.close();
            if (!found) {
                throw new IllegalStateException("A call reached the method: not all were hits");
            }
        }

        /** Makes the next call a miss. */
        void evict() {
            application.cache().evictor().evictAll();
        }
    }

    /** Behind a proxy that only proceeds. */
    public static class Intercepted extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.intercepted();
        }

        @Override
        void filled(QueryApplication application) {}
    }

    public static class CacheableLocally extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.cacheable();
        }
    }

    public static class CachedLocally extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.cachedQuery();
        }
    }

    public static class CachedLocallyWithMeters extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.cachedQueryWithMeters();
        }
    }

    public static class CacheableInRedis extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.cacheableRedis();
        }

        @Override
        void filled(QueryApplication application) {
            Await.until("the page is stored", () -> application.keysInRedis() > 0);
            super.filled(application);
        }
    }

    public static class CachedRemotely extends Running {

        @Override
        QueryApplication start() {
            return QueryApplication.cachedQueryRemote();
        }

        @Override
        void filled(QueryApplication application) {
            Await.until(
                    "the page is stored",
                    () -> application.cache().statistics(Ledger.CACHE).stores() > 0);
            super.filled(application);
        }
    }

    @State(Scope.Benchmark)
    public static class OwnCache {

        private Cache<RecordKey, Page<LedgerEntry>> cache;

        @Setup
        public void fill(QueryMethodBenchmark calling) {
            cache = Ledger.caffeine().build();
            cache.put(calling.key(), LedgerEntry.page());
        }

        @TearDown
        public void close(QueryMethodBenchmark calling) {
            if (calling.caffeine(this) == null) {
                throw new IllegalStateException("The page has left: not all calls were hits");
            }
        }
    }

    @State(Scope.Benchmark)
    public static class Prepared {

        private final QueryShape shape = QueryShape.of(Ledger.CACHE, "entries", "accountId");
        private NexusCache cache;
        private QueryHandle<Page<LedgerEntry>> handle;

        @Setup
        public void fill(QueryMethodBenchmark calling) {
            cache = Ledger.instance().inMemory(new InMemoryRemote()).build();
            handle = cache.<Page<LedgerEntry>>query(shape, PAGE)
                    .tags(arguments -> List.of("account:" + arguments[0]))
                    .loader((tenant, page, arguments) -> LedgerEntry.page());
            calling.handle(this);
        }

        @TearDown
        public void close() {
            long loads = cache.statistics(Ledger.CACHE).loads();
            cache.close();
            if (loads != 1) {
                throw new IllegalStateException(loads + " loads: not all calls were hits");
            }
        }
    }

    @State(Scope.Benchmark)
    public static class RawRedis {

        private final String key = Ledger.APPLICATION + ":page";
        private final JsonCodec codec = JsonCodec.standard();
        private RedisServer redis;
        private RedisClient client;
        private RedisCommands<String, byte[]> commands;

        @Setup
        public void fill() {
            redis = RedisServer.start();
            client = RedisClient.create(redis.uri());
            commands = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                    .sync();
            commands.set(key, codec.encode(LedgerEntry.page(), PAGE));
        }

        @TearDown
        public void close() {
            client.shutdown();
            redis.close();
        }
    }
}
