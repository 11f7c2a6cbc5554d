package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CacheableInRedis;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CacheableLocally;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CachedLocally;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CachedLocallyWithMeters;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.CachedRemotely;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.Intercepted;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.OwnCache;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.Prepared;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.RawRedis;
import io.ledgerlink.nexus.cache.benchmarks.QueryMethodBenchmark.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryMethodBenchmarkTests {

    private final QueryMethodBenchmark benchmark = new QueryMethodBenchmark();

    @ParameterizedTest
    @ValueSource(
            classes = {
                Intercepted.class,
                CacheableLocally.class,
                CachedLocally.class,
                CachedLocallyWithMeters.class,
                CacheableInRedis.class,
                CachedRemotely.class
            })
    void everyProxyGivesThePage(Class<? extends Running> way) throws Exception {
        Running application = way.getDeclaredConstructor().newInstance();
        application.fill(benchmark);
        assertThat(benchmark.call(application)).isEqualTo(LedgerEntry.page());
        application.close(benchmark);
    }

    @Test
    void ownCacheAndHandleGiveThePage() {
        OwnCache own = new OwnCache();
        own.fill(benchmark);
        assertThat(benchmark.caffeine(own)).isEqualTo(LedgerEntry.page());
        own.close(benchmark);
        Prepared prepared = new Prepared();
        prepared.fill(benchmark);
        assertThat(benchmark.handle(prepared)).isEqualTo(LedgerEntry.page());
        prepared.close();
    }

    @Test
    void rawRedisGivesThePage() {
        RawRedis redis = new RawRedis();
        redis.fill();
        assertThat(benchmark.get(redis)).hasSizeBetween(9_000, 12_000);
        assertThat(benchmark.getAndDecode(redis)).isEqualTo(LedgerEntry.page());
        redis.close();
    }

    @Test
    void refusesARunThatHadAMiss() {
        CachedLocally application = new CachedLocally();
        application.fill(benchmark);
        application.evict();
        benchmark.call(application);
        assertThatThrownBy(() -> application.close(benchmark)).hasMessageContaining("not all were hits");
    }
}
