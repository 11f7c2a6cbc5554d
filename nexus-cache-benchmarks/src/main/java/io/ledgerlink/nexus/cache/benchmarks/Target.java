package io.ledgerlink.nexus.cache.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A figure's name and unit, and the bound that it keeps to.
 *
 * @param comparison how the value stands to the number where it passes
 */
record Target(String name, String unit, Comparison comparison, BigDecimal number) {

    private static final int DIGITS = 2;

    static Target below(String name, String unit, String number) {
        return new Target(name, unit, Comparison.BELOW, new BigDecimal(number));
    }

    static Target atMost(String name, String unit, String number) {
        return new Target(name, unit, Comparison.AT_MOST, new BigDecimal(number));
    }

    static Target atLeast(String name, String unit, String number) {
        return new Target(name, unit, Comparison.AT_LEAST, new BigDecimal(number));
    }

    /** Whether a value passes, as it is printed: a line never contradicts itself. */
    boolean allows(double value) {
        return Double.isFinite(value) && comparison.holds(rounded(value).compareTo(number));
    }

    /** One line of the report. */
    String line(double value) {
        return String.format(
                Locale.ROOT,
                "figure %s %s %s target %s %s %s",
                name,
                Double.isFinite(value) ? rounded(value).toPlainString() : "NaN",
                unit,
                comparison.sign,
                number.toPlainString(),
                allows(value) ? "pass" : "fail");
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
