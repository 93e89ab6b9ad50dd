package org.dpmodel.cli.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers on an axis: multiples of 1, 2 or 5 times a power of ten, from the last below the data to the first above
 * them.
 *
 * @param values in order, at least two
 * @param decimals number of decimals that distinguish them
 */
record Ticks(List<Double> values, int decimals) {
    private static final int WANTED = 5;

    /**
     * A span that is smaller than this relative to the numbers counts as zero, since doubles could not distinguish its
     * ticks.
     */
    private static final double SMALLEST_SHARE = 1e-9;

    private static final double LARGEST_GROUPED = 1e15;

    /** Ticks around finite numbers. */
    static Ticks around(double smallest, double largest) {
        double size = Math.max(Math.abs(smallest), Math.abs(largest));
        double span = largest - smallest;
        if (span <= size * SMALLEST_SHARE) {
            span = Math.max(size, 1);
        }
        double rough = span / WANTED;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
        // a number that rounding has moved slightly beyond a tick counts as on it
        long first = (long) Math.floor(smallest / step + 1e-9);
        long last = Math.max(first + 1, (long) Math.ceil(largest / step - 1e-9));
        List<Double> values = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            values.add(i * step);
        }
        return new Ticks(values, Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9)));
    }

    double first() {
        return values.get(0);
    }

    double last() {
        return values.get(values.size() - 1);
    }

    /** A number with as many digits as the ticks need. */
    String label(double value) {
        String plain = new BigDecimal(value)
                .setScale(decimals, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
        if (Math.abs(value) >= LARGEST_GROUPED) {
            return Numbers.digits(value);
        }
        return decimals == 0 ? Numbers.grouped(Long.parseLong(plain)) : plain;
    }
}
