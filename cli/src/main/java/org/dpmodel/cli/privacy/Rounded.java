package org.dpmodel.cli.privacy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers for people, rounded in the direction that promises less. */
final class Rounded {
    private Rounded() {}

    /** A fraction that was chosen, not computed: unchanged. */
    static String share(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    static String percent(double rate) {
        return up(100 * rate, 2) + " %";
    }

    static String up(double value, int decimals) {
        return Double.isInfinite(value)
                ? "infinity"
                : new BigDecimal(value).setScale(decimals, RoundingMode.CEILING).toPlainString();
    }
}
