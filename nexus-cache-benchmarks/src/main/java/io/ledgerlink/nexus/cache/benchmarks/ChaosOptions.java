package io.ledgerlink.nexus.cache.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the chaos figure may be told on the command line.
 *
 * @param minutes how long faults come, instead of what the effort says; 0 for that
 * @param seed what they are drawn from
 * @param only which of them, by name; empty for all
 */
record ChaosOptions(double minutes, long seed, Set<String> only) {

    static final String USAGE = "--minutes N, --seed N, --only FAULT,FAULT";

    static ChaosOptions none() {
        return new ChaosOptions(0, 1, Set.of());
    }

    /** Takes them out of the arguments. */
    static ChaosOptions takeFrom(List<String> arguments) {
        String minutes = take("--minutes", arguments, "0");
        String seed = take("--seed", arguments, "1");
        String only = take("--only", arguments, "");
        return new ChaosOptions(
                Double.parseDouble(minutes),
                Long.parseLong(seed),
                only.isEmpty() ? Set.of() : Set.of(only.split(",", -1)));
    }

    private static String take(String option, List<String> arguments, String otherwise) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == arguments.size()) {
            throw new IllegalArgumentException("The option " + option + " needs a value after it");
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    Duration length(Effort effort) {
        return minutes > 0 ? Duration.ofMillis((long) (minutes * 60_000)) : Duration.ofSeconds(effort.of(120, 12));
    }
}
