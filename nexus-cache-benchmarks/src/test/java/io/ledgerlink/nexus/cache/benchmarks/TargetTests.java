package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTests {

    @Test
    void aFactorPassesFromItsBoundOn() {
        Target factor = Target.atLeast("factor", "ratio", "5");
        assertThat(factor.allows(5)).isTrue();
        assertThat(factor.allows(5.01)).isTrue();
        assertThat(factor.allows(4.99)).isFalse();
        assertThat(factor.allows(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(factor.line(5, "pass")).isEqualTo("figure factor 5.00 ratio target >= 5 pass");
    }
}
