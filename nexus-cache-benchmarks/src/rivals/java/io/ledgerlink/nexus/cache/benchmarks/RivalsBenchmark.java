package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CachedLocally;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CachedRemotely;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.RecordKey;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.Running;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.Map;
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
import org.redisson.Redisson;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.Codec;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** One page of a query's result by JetCache's annotation and by Redisson's maps, and by ours. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
public class RivalsBenchmark {

    @Benchmark
    public @Nullable Page<LedgerEntry> cachedQuery(QueryMethodBenchmark calling, CachedLocally application) {
        return calling.call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> jetCache(QueryMethodBenchmark calling, JetCacheLocally application) {
        return calling.call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> redisson(QueryMethodBenchmark calling, RedissonLocally redisson) {
        return redisson.map.get(calling.key());
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> redissonOnCaffeine(
            QueryMethodBenchmark calling, RedissonOnCaffeine redisson) {
        return redisson.map.get(calling.key());
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> cachedQueryRemote(QueryMethodBenchmark calling, CachedRemotely application) {
        return calling.call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> jetCacheRemote(QueryMethodBenchmark calling, JetCacheRemotely application) {
        return calling.call(application);
    }

    @Benchmark
    public @Nullable Page<LedgerEntry> redissonRemote(QueryMethodBenchmark calling, RedissonRemotely redisson) {
        return redisson.map.get(calling.key());
    }

    public static class JetCacheLocally extends Running {

        @Override
        QueryApplication start() {
            return new QueryApplication(
                    JetCacheQueries.class, RedisServer.start(), Map.of(), JetCacheConfiguration.class);
        }
    }

    public static class JetCacheRemotely extends Running {

        @Override
        QueryApplication start() {
            return new QueryApplication(
                    JetCacheQueries.Remote.class, RedisServer.start(), Map.of(), JetCacheConfiguration.class);
        }

        @Override
        void filled(QueryApplication application) {
            Await.until("the page is stored", () -> application.keysInRedis() > 0);
            super.filled(application);
        }
    }

    /** A map of Redisson's, which has no annotation of its own. */
    @State(Scope.Benchmark)
    public abstract static class Mapped {

        private RedisServer redis;
        private RedissonClient client;
        RMap<RecordKey, Page<LedgerEntry>> map;

        abstract RMap<RecordKey, Page<LedgerEntry>> map(RedissonClient client, Codec codec);

        @Setup
        public void fill(QueryMethodBenchmark calling) {
            redis = RedisServer.start();
            Config config = new Config();
            config.useSingleServer().setAddress(redis.uri());
            client = Redisson.create(config);
            map = map(client, json());
            map.put(calling.key(), LedgerEntry.page());
            if (!LedgerEntry.page().equals(map.get(calling.key()))) {
                throw new IllegalStateException("Redisson gives another page");
            }
        }

        private static Codec json() {
            JsonMapper.Builder mapper = JsonMapper.builder()
                    .addModule(new SimpleModule().addAbstractTypeMapping(Pageable.class, PageRequest.class));
            SpringJson.readPages(mapper);
            return new TypedJsonJackson3Codec(
                    new TypeReference<RecordKey>() {}, new TypeReference<PageImpl<LedgerEntry>>() {}, mapper.build());
        }

        @TearDown
        public void close() {
            client.shutdown();
            redis.close();
        }
    }

    /** With Redisson's own local tier and the object as its key, which only that can have. */
    public static class RedissonLocally extends Mapped {

        @Override
        RMap<RecordKey, Page<LedgerEntry>> map(RedissonClient client, Codec codec) {
            return client.getLocalCachedMap(options(codec).useObjectAsCacheKey(true));
        }

        static LocalCachedMapOptions<RecordKey, Page<LedgerEntry>> options(Codec codec) {
            return LocalCachedMapOptions.<RecordKey, Page<LedgerEntry>>name(Ledger.CACHE)
                    .codec(codec)
                    .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                    .cacheSize(10_000)
                    .timeToLive(Ledger.TTL);
        }
    }

    /** With Caffeine as the local tier; its key is a hash of the encoded one. */
    public static class RedissonOnCaffeine extends Mapped {

        @Override
        RMap<RecordKey, Page<LedgerEntry>> map(RedissonClient client, Codec codec) {
            return client.getLocalCachedMap(
                    RedissonLocally.options(codec).cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE));
        }
    }

    public static class RedissonRemotely extends Mapped {

        @Override
        RMap<RecordKey, Page<LedgerEntry>> map(RedissonClient client, Codec codec) {
            return client.getMap(Ledger.CACHE, codec);
        }
    }
}
