package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosPlan;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosReport;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three instances in processes of their own, and every fault that a Redis deployment has, drawn from a seed: what their callers
 * see meanwhile, and how long it takes until all is well again.
 *
 * <p>The last quarter of a long run is spent on a primary that sentinels replace; a quick run has none.
 */
record Chaos(ChaosOptions options) implements Figure {

    private static final int INSTANCES = 3;
    private static final Duration LONG_HOLD = Duration.ofSeconds(4);
    private static final Duration SHORT_HOLD = Duration.ofMillis(1_200);

    @Override
    public String name() {
        return "chaos";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("chaos-errors", "calls", "0").floor("0").counted(),
                Target.atMost("chaos-violations", "answers", "0").floor("0").counted(),
                Target.atMost("chaos-staleness", "ratio", "1.00").floor("0").counted(),
                Target.atMost("chaos-converge", "s", "10").floor("0").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        Duration length = options.length(effort);
        List<ChaosReport> reports = new ArrayList<>();
        if (effort == Effort.QUICK || !options.only().isEmpty()) {
            boolean sentinel = options.only().stream().anyMatch(name -> name.startsWith("sentinel-"));
            reports.add(run(sentinel, length, effort == Effort.QUICK ? SHORT_HOLD : LONG_HOLD));
        } else {
            reports.add(run(false, length.multipliedBy(3).dividedBy(4), LONG_HOLD));
            reports.add(run(true, length.dividedBy(4), LONG_HOLD));
        }
        return Measured.each(
                reports.stream().mapToDouble(ChaosReport::errors).sum(),
                reports.stream().mapToDouble(ChaosReport::violations).sum(),
                reports.stream().mapToDouble(ChaosReport::staleness).reduce(0, Math::max),
                reports.stream().mapToDouble(ChaosReport::convergedSeconds).reduce(0, Math::max));
    }

    private ChaosReport run(boolean sentinel, Duration length, Duration longestHold) throws Exception {
        ChaosReport report =
                ChaosRun.of(new ChaosPlan(options.seed(), INSTANCES, sentinel, length, 1, longestHold, options.only()));
        report.print(System.err);
        return report;
    }
}
