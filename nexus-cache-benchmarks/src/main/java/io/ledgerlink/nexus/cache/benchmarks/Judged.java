package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What was measured of a target, and what is to be thought of it.
 *
 * <p>The value is the median of the repeats. Their spread goes from the least to the greatest; of each five repeats the one at
 * each end is left out. Where one end of it passes and the other fails, nothing is known.
 */
record Judged(Target target, Measured measured) {

    /** A single time says nothing of its spread: it counts only as far from the target as this, as a part of it. */
    private static final double FAR = 0.25;

    private static final int OUTLIERS = 5;

    enum Verdict {
        PASS,
        FAIL,
        /** The spread is wider than the distance from the target. Neither passes nor fails. */
        UNSURE,
        /** Better than it can be: the measurement is wrong. */
        ERROR
    }

    Verdict verdict() {
        List<Double> sorted = sorted();
        if (!sorted.stream().allMatch(Double::isFinite)) {
            return Verdict.FAIL;
        }
        if (target.beatsFloor(median(sorted))) {
            return Verdict.ERROR;
        }
        boolean low = target.allows(sorted.get(cut(sorted)));
        boolean high = target.allows(sorted.get(sorted.size() - 1 - cut(sorted)));
        if (low != high || (sorted.size() == 1 && !target.exact() && isNear(sorted.get(0)))) {
            return Verdict.UNSURE;
        }
        return low ? Verdict.PASS : Verdict.FAIL;
    }

    private boolean isNear(double value) {
        double bound = target.number().doubleValue();
        return Math.abs(value - bound) < FAR * Math.abs(bound);
    }

    /** One line of the report; with several repeats it tells their spread. */
    String line() {
        List<Double> sorted = sorted();
        String line = target.line(median(sorted), verdict().name().toLowerCase(Locale.ROOT));
        if (sorted.size() == 1) {
            return line;
        }
        return line
                + " spread "
                + Target.text(sorted.get(cut(sorted)))
                + ".."
                + Target.text(sorted.get(sorted.size() - 1 - cut(sorted)))
                + " of "
                + sorted.size();
    }

    private List<Double> sorted() {
        return measured.repeats().stream().sorted().toList();
    }

    private static int cut(List<Double> sorted) {
        return sorted.size() / OUTLIERS;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
