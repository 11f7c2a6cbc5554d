package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTests {

    @Test
    void aFactorPassesFromItsBoundOn() {
        Target factor = Target.atLeast("factor", "ratio", "5");
        assertThat(factor.line(5)).isEqualTo("figure factor 5.00 ratio target >= 5 pass");
        assertThat(factor.line(5.01)).endsWith("pass");
        assertThat(factor.line(4.99)).isEqualTo("figure factor 4.99 ratio target >= 5 fail");
        assertThat(factor.line(Double.POSITIVE_INFINITY)).endsWith("fail");
    }
}
