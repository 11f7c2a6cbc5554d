package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosPlan;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosReport;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChaosTests {

    @Test
    void everyFaultOfASingleRedisHurtsNoCallerAndBreaksNoPromise() throws Exception {
        ChaosReport report =
                ChaosRun.of(new ChaosPlan(1, 2, false, Duration.ZERO, 21, Duration.ofMillis(400), Set.of()));
        assertThat(report.faults())
                .hasSize(21)
                .containsKeys("kill-empty", "half-open", "acl", "maxmemory-volatile-ttl", "instance-kill")
                .allSatisfy((fault, times) -> assertThat(times).isOne());
        assertThat(report.errors()).as("%s", report.findings()).isZero();
        assertThat(report.violations()).as("%s", report.findings()).isZero();
        assertThat(report.convergedSeconds()).isNotNaN();
        assertThat(report.counts().get("CONFIRMED")).isPositive();
        assertThat(report.counts().get("PENDING")).isPositive();
        assertThat(report.counts().get("HIT_LOCAL")).isPositive();
    }

    @Test
    void refusesOneInstanceAlone() {
        assertThatThrownBy(() -> new ChaosPlan(1, 1, false, Duration.ZERO, 1, Duration.ZERO, Set.of()))
                .hasMessageStartingWith("A chaos run cannot have 1 instances: ");
    }

    @Test
    void refusesFaultsThatNobodyKnows() {
        ChaosPlan plan = new ChaosPlan(1, 2, false, Duration.ZERO, 1, Duration.ZERO, Set.of("freze"));
        assertThatThrownBy(() -> ChaosRun.of(plan))
                .hasMessageStartingWith(
                        "None of the faults [freze] is known here. Write some of: kill-empty, freeze, ");
    }

    @Test
    void takesItsOptionsFromTheCommandLineAndLeavesTheRest() {
        List<String> arguments =
                new ArrayList<>(List.of("chaos", "--minutes", "0.5", "--quick", "--seed", "7", "--only", "freeze,acl"));
        ChaosOptions options = ChaosOptions.takeFrom(arguments);
        assertThat(options).isEqualTo(new ChaosOptions(0.5, 7, Set.of("freeze", "acl")));
        assertThat(options.length(Effort.QUICK)).hasSeconds(30);
        assertThat(arguments).containsExactly("chaos", "--quick");
        assertThat(ChaosOptions.none().length(Effort.FULL)).hasMinutes(2);
    }

    @Test
    void refusesAnOptionWithoutAValue() {
        assertThatThrownBy(() -> ChaosOptions.takeFrom(new ArrayList<>(List.of("chaos", "--seed"))))
                .hasMessage("The option --seed needs a value after it");
    }
}
