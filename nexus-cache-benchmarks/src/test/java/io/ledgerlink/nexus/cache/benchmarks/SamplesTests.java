package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTests {

    @Test
    void percentileIsTheSmallestTimeThatEnoughSamplesDoNotExceed() {
        Samples samples = new Samples(200);
        for (int time = 100; time > 0; time--) {
            samples.add(time);
        }
        assertThat(samples.percentile(50)).isEqualTo(50);
        assertThat(samples.percentile(99)).isEqualTo(99);
        assertThat(samples.percentile(100)).isEqualTo(100);
    }

    @Test
    void medianOfOneSampleIsThatSample() {
        Samples samples = new Samples(1);
        samples.add(7);
        assertThat(samples.median()).isEqualTo(7);
    }

    @Test
    void isFullAfterAsManySamplesAsItHolds() {
        Samples samples = new Samples(2);
        samples.add(1);
        assertThat(samples.full()).isFalse();
        samples.add(1);
        assertThat(samples.full()).isTrue();
    }

    @Test
    void refusesToSayAnythingOfNoSamples() {
        assertThatThrownBy(() -> new Samples(1).median()).hasMessageContaining("Nothing was measured");
    }
}
