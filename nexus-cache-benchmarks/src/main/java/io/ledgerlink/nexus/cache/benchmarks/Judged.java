package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What was measured of a target, and what is to be thought of it.
 *
 * <p>The value is the median of the repeats. Their spread goes from the least to the greatest; of each five repeats the one at
 * each end is left out. Where one end of it passes and the other fails, nothing is known. A repeat that is better than can be
 * was wrongly measured and does not count; where most are, none does.
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
        List<Double> valid = valid();
        if (!measured.repeats().stream().allMatch(Double::isFinite)) {
            return Verdict.FAIL;
        }
        if (valid.size() * 2 < measured.repeats().size() || valid.isEmpty()) {
            return Verdict.ERROR;
        }
        boolean low = target.allows(least(valid));
        boolean high = target.allows(greatest(valid));
        if (low != high || (valid.size() == 1 && !target.exact() && isNear(valid.get(0)))) {
            return Verdict.UNSURE;
        }
        return low ? Verdict.PASS : Verdict.FAIL;
    }

    private boolean isNear(double value) {
        double bound = target.number().doubleValue();
        return Math.abs(value - bound) < FAR * Math.abs(bound);
    }

    /** One line of the report; with several repeats it tells their spread, and how many could not be. */
    String line() {
        List<Double> told = valid().isEmpty() ? sorted() : valid();
        String line = target.line(median(told), verdict().name().toLowerCase(Locale.ROOT));
        if (told.size() > 1) {
            line += " spread " + Target.text(least(told)) + ".." + Target.text(greatest(told)) + " of " + told.size();
        }
        int invalid = measured.repeats().size() - valid().size();
        return invalid == 0 ? line : line + " better than possible " + invalid;
    }

    private List<Double> sorted() {
        return measured.repeats().stream().sorted().toList();
    }

    private List<Double> valid() {
        return sorted().stream().filter(value -> !target.beatsFloor(value)).toList();
    }

    private static double least(List<Double> sorted) {
        return sorted.get(sorted.size() / OUTLIERS);
    }

    private static double greatest(List<Double> sorted) {
        return sorted.get(sorted.size() - 1 - sorted.size() / OUTLIERS);
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
