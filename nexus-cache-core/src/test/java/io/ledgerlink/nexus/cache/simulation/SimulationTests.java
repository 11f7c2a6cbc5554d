package io.ledgerlink.nexus.cache.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.simulation.Simulation.Played;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Plays many seeds. {@code -Dnexus.simulation.seeds=100000} plays more, {@code -Dnexus.simulation.seed=42} one alone, and
 * prints its steps.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS)
@ExtendWith(Silence.class)
class SimulationTests {

    @Test
    void everySeedKeepsThePromises() {
        Long one = Long.getLong("nexus.simulation.seed");
        if (one != null) {
            Played outcome = Simulation.play(one, true);
            outcome.told().forEach(System.out::println);
            assertThat(outcome.violation()).isNull();
            return;
        }
        Seeds.Report report = Seeds.play(1, Integer.getInteger("nexus.simulation.seeds", 2_000));
        System.out.println(report);
        assertThat(report.failure()).as(report::story).isNull();
    }

    @Test
    void aSeedPlaysTheSameEveryTime() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(Simulation.play(seed, true).told())
                    .isEqualTo(Simulation.play(seed, true).told());
        }
    }
}
