package io.ledgerlink.nexus.cache.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A figure's name and unit, and the bound that it keeps to.
 *
 * @param comparison how the value stands to the number where it passes
 * @param floor what no right measurement can be better than, {@code null} where that is not known
 * @param exact whether it is counted, so that one value is enough
 */
record Target(
        String name,
        String unit,
        Comparison comparison,
        BigDecimal number,
        @Nullable BigDecimal floor,
        boolean exact) {

    private static final int DIGITS = 2;

    static Target below(String name, String unit, String number) {
        return new Target(name, unit, Comparison.BELOW, new BigDecimal(number), null, false);
    }

    static Target atMost(String name, String unit, String number) {
        return new Target(name, unit, Comparison.AT_MOST, new BigDecimal(number), null, false);
    }

    static Target atLeast(String name, String unit, String number) {
        return new Target(name, unit, Comparison.AT_LEAST, new BigDecimal(number), null, false);
    }

    /** Whether a value passes, as it is printed: a line never contradicts itself. */
    boolean allows(double value) {
        return Double.isFinite(value) && comparison.holds(rounded(value).compareTo(number));
    }

    /** This target for a value that contains something whose cost is at least this: what is below it is wrongly measured. */
    Target floor(String least) {
        return new Target(name, unit, comparison, number, new BigDecimal(least), exact);
    }

    /** This target for a value that is counted, not timed. */
    Target counted() {
        return new Target(name, unit, comparison, number, floor, true);
    }

    /** Whether a value is better than it can be, as it is printed. A target that asks for much has no floor. */
    boolean beatsFloor(double value) {
        return floor != null && Double.isFinite(value) && rounded(value).compareTo(floor) < 0;
    }

    /** One line of the report. */
    String line(double value, String verdict) {
        return String.join(" ", "figure", name, text(value), unit, "target", bound(), verdict);
    }

    /** What a value must be to pass. */
    String bound() {
        return comparison.sign + " " + number.toPlainString();
    }

    static String text(double value) {
        return Double.isFinite(value) ? rounded(value).toPlainString() : "NaN";
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP);
    }

    /** How a value stands to its bound. */
    enum Comparison {
        BELOW("<"),
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        private boolean holds(int order) {
            return switch (this) {
                case BELOW -> order < 0;
                case AT_MOST -> order <= 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }
}
