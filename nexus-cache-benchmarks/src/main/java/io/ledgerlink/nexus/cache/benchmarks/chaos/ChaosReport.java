package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run has found.
 *
 * @param faults how many of each kind
 * @param staleness the longest over its bound
 * @param convergedSeconds from the end of the last fault until every instance gave the newest version of every row; not a
 *     number where one did not
 * @param threads of each instance, after the faults and before
 * @param course what was wrong, from when
 * @param findings what an error or a violation needs to be understood
 */
public record ChaosReport(
        long seed,
        Map<String, Integer> faults,
        Map<String, Long> counts,
        long errors,
        long violations,
        double staleness,
        double convergedSeconds,
        List<String> threads,
        List<String> course,
        List<String> findings) {

    public void print(PrintStream out) {
        out.printf(
                "chaos: seed %d, %d faults %s%n",
                seed, faults.values().stream().mapToInt(i -> i).sum(), faults);
        out.println("chaos: "
                + counts.entrySet().stream()
                        .map(count ->
                                count.getKey().toLowerCase(Locale.ROOT).replace('_', '-') + " " + count.getValue())
                        .collect(Collectors.joining(", ")));
        out.printf(
                Locale.ROOT,
                "chaos: longest staleness %.2f of its bound, converged in %.2f s%n",
                staleness,
                convergedSeconds);
        out.println("chaos: " + String.join(", ", course));
        threads.forEach(text -> out.println("chaos: " + text));
        findings.forEach(out::println);
    }
}
