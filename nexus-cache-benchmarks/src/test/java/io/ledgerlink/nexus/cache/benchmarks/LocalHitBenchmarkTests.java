package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LocalHitBenchmarkTests {

    @Test
    void allWaysToAValueFindIt() {
        LocalHitBenchmark benchmark = new LocalHitBenchmark();
        benchmark.fill();
        assertThat(benchmark.handle()).isNotNull().isEqualTo(benchmark.caffeine());
        assertThat(benchmark.key()).isEqualTo(benchmark.key());
        benchmark.close();
    }

    @Test
    void refusesARunThatHadAnythingButLocalHits() {
        LocalHitBenchmark benchmark = new LocalHitBenchmark();
        benchmark.fill();
        benchmark.evict();
        benchmark.handle();
        assertThatThrownBy(benchmark::close).hasMessageContaining("not all calls were local hits");
    }
}
