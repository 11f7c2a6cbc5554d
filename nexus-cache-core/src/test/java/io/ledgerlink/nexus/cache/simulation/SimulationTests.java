package io.ledgerlink.nexus.cache.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.simulation.Simulation.Played;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plays many seeds. {@code -Dnexus.simulation.seeds=100000} plays more, {@code -Dnexus.simulation.seed=42} one alone, and
 * prints its steps.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS)
@ExtendWith(Silence.class)
class SimulationTests {

    /** Of a seed, on average. */
    private static final long LEAST_STEPS = 500;

    @Test
    void everySeedKeepsThePromises() {
        Long one = Long.getLong("nexus.simulation.seed");
        if (one != null) {
            Played outcome = Simulation.play(one, true, System.getProperty("nexus.simulation.focus"));
            outcome.told().forEach(System.out::println);
            assertThat(outcome.violation()).isNull();
            return;
        }
        int count = seeds();
        Seeds.Report report = Seeds.play(1, count, null);
        assertThat(report.failure()).as(report::story).isNull();
        assertThat(report.seeds()).isEqualTo(count);
        assertThat(report.steps()).as("a seed is a long story").isGreaterThan(LEAST_STEPS * count);
    }

    @ParameterizedTest
    @EnumSource
    void everySeedAboutOneThingKeepsThePromises(Focus focus) {
        int count = Math.max(1, seeds() / 20);
        Seeds.Report report = Seeds.play(1, count, focus);
        assertThat(report.failure()).as(report::story).isNull();
        assertThat(report.seeds()).isEqualTo(count);
    }

    @Test
    void aSeedPlaysTheSameEveryTime() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(Simulation.play(seed, true).told())
                    .isEqualTo(Simulation.play(seed, true).told());
        }
    }

    private static int seeds() {
        return Integer.getInteger("nexus.simulation.seeds", 500);
    }
}
