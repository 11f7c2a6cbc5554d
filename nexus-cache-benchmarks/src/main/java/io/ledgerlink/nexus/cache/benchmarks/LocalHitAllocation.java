package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The bytes that a local hit of a prepared query allocates, less those of its key. */
final class LocalHitAllocation implements Figure {

    private static final String BYTES = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return "local-hit-alloc";
    }

    /** Nothing is expected; one byte allows for what the machine allocates in the meantime, spread over the calls. */
    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "B/op", "1"));
    }

    @Override
    public List<Double> measure(Effort effort) throws RunnerException {
        double hit = bytes("handle", effort);
        double key = bytes("key", effort);
        System.err.printf("%s: a hit allocates %.1f B, its key alone %.1f B%n", name(), hit, key);
        return List.of(hit - key);
    }

    private static double bytes(String method, Effort effort) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(LocalHitBenchmark.class.getName() + "\\." + method + "$")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (effort == Effort.QUICK) {
            options.warmupIterations(4).warmupTime(TimeValue.milliseconds(500));
            options.measurementIterations(4).measurementTime(TimeValue.milliseconds(500));
        }
        RunResult result = new Runner(options.build()).runSingle();
        return result.getSecondaryResults().get(BYTES).getScore();
    }
}
