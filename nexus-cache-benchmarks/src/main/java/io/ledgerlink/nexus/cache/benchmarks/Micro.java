package io.ledgerlink.nexus.cache.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One run of JMH benchmarks whose times are compared with each other.
 *
 * <p>The benchmarks are run in turns, a fork each, several times over; what is compared is what was measured in one
 * turn, so that what the machine does meanwhile hits all alike.
 */
final class Micro {

    private static final String BYTES = "gc.alloc.rate.norm";

    private final Map<String, List<Double>> times = new TreeMap<>();
    private final Map<String, List<Double>> bytes = new TreeMap<>();

    private Micro() {}

    /** Runs these methods of a benchmark class with so many threads. */
    static Micro run(Effort effort, int threads, Class<?> type, String... methods) throws RunnerException {
        Micro micro = new Micro();
        for (int turn = 0; turn < effort.of(5, 3); turn++) {
            for (String method : methods) {
                micro.add(method, new Runner(options(effort, threads, type, method)).run());
            }
        }
        return micro;
    }

    /**
     * The quick form, too, warms up for longer than the compiler needs: within the first second one iteration through Spring's
     * interceptors takes 35 ns and the next one 260. What is compiled again later hits one iteration of five, and their median leaves
     * it out. Of five forks one or two stay slow all the same, with other decisions of the compiler: that is what turns are for.
     */
    private static Options options(Effort effort, int threads, Class<?> type, String method) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + type.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.of(5, 4))
                .warmupTime(TimeValue.milliseconds(effort.of(1_000, 500)))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(effort.of(1_000, 100)))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return options.build();
    }

    private void add(String method, Collection<RunResult> results) {
        for (RunResult result : results) {
            times.computeIfAbsent(method, unknown -> new ArrayList<>())
                    .add(result.getPrimaryResult().getStatistics().getPercentile(50));
            Result<?> allocated = result.getSecondaryResults().get(BYTES);
            if (allocated != null) {
                bytes.computeIfAbsent(method, unknown -> new ArrayList<>()).add(allocated.getScore());
            }
        }
    }

    /** What is made of the times of each turn. */
    Measured each(ToDoubleFunction<Turn> compared) {
        int turns = times.values().iterator().next().size();
        return new Measured(IntStream.range(0, turns)
                .mapToObj(turn ->
                        compared.applyAsDouble(method -> forks(times, method).get(turn)))
                .toList());
    }

    /** The times of one turn, by the benchmark's method, in its unit. */
    @FunctionalInterface
    interface Turn {

        double time(String method);
    }

    /** The time of one call, in the benchmark's unit. */
    double time(String method) {
        return median(times, method);
    }

    /** The bytes that one call allocates. */
    double bytes(String method) {
        return median(bytes, method);
    }

    /** Writes down what was measured, a line for each method. */
    void print(String figure, PrintStream out) {
        for (String method : times.keySet()) {
            out.printf(Locale.ROOT, "%s: %s %.1f, %.1f B%n", figure, method, time(method), bytes(method));
        }
    }

    private static double median(Map<String, List<Double>> measured, String method) {
        double[] sorted = forks(measured, method).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static List<Double> forks(Map<String, List<Double>> measured, String method) {
        List<Double> forks = measured.get(method);
        if (forks == null) {
            throw new IllegalArgumentException("'" + method + "' was not run; " + measured.keySet() + " were.");
        }
        return forks;
    }
}
