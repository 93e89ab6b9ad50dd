package org.dpmodel.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for people. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(4);

    private Numbers() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number with four digits; one that is not finite in words. */
    static String digits(double value) {
        if (Double.isNaN(value)) {
            return "not a number";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "infinity" : "-infinity";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return value == 0 || (size >= 1e-3 && size < 1e6) ? rounded.toPlainString() : rounded.toString();
    }

    static String fraction(double value) {
        return Double.isNaN(value) ? "not a number" : String.format(Locale.ROOT, "%.4f", value);
    }
}
