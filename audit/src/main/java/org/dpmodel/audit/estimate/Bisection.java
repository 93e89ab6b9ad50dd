package org.dpmodel.audit.estimate;

import java.util.function.DoublePredicate;

/** Finds the point up to which a rule holds. */
final class Bisection {
    /** Enough for the last bit of a double. */
    private static final int HALVINGS = 60;

    private Bisection() {}

    /** The end of where a rule holds that holds at {@code low}, from below: it holds at the result, or that is {@code low}. */
    static double largest(double low, double high, DoublePredicate holds) {
        double from = low;
        double to = high;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (from + to) / 2;
            if (holds.test(middle)) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
