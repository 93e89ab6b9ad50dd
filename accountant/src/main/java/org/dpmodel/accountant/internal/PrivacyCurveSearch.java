package org.dpmodel.accountant.internal;

import java.util.function.DoubleUnaryOperator;

/**
 * Finds the epsilon that belongs to a delta on a falling curve, by regula falsi on ln delta (Illinois variant) with
 * bisection as safeguard. The bracket is kept, so that the returned end satisfies the target as evaluated.
 */
public final class PrivacyCurveSearch {
    private static final double RELATIVE_ACCURACY = 1e-13;
    private static final int MAX_EVALUATIONS = 200;

    private PrivacyCurveSearch() {}

    /**
     * The smallest epsilon whose delta is small enough.
     *
     * @param logDelta ln delta as a falling function of epsilon
     * @param target the largest ln delta allowed
     * @param high an epsilon to search below
     * @return an epsilon in [0, high] with logDelta at most the target; infinity if there is none
     */
    public static double smallestEpsilon(DoubleUnaryOperator logDelta, double target, double high) {
        double atZero = logDelta.applyAsDouble(0) - target;
        if (atZero <= 0) {
            return 0;
        }
        double atHigh = logDelta.applyAsDouble(high) - target;
        return atHigh <= 0 ? bracket(logDelta, target, 0, high, atZero, atHigh)[1] : Double.POSITIVE_INFINITY;
    }

    /**
     * The largest epsilon whose delta is still large enough. The curve may be good near its answer only and fall to minus
     * infinity on both sides, as a lower bound does; so the search comes down from the top.
     *
     * @param logDelta ln delta as a function of epsilon
     * @param target the smallest ln delta allowed
     * @param high an epsilon to search below
     * @param stride how far to go down at a time, above 0
     * @return an epsilon in [0, high] with logDelta at least the target; 0 if none was met
     */
    public static double largestEpsilon(DoubleUnaryOperator logDelta, double target, double high, double stride) {
        double above = high;
        double excessAbove = logDelta.applyAsDouble(high) - target;
        while (above > 0 && excessAbove <= 0) {
            double below = Math.max(0, above - stride);
            double excessBelow = logDelta.applyAsDouble(below) - target;
            if (excessBelow > 0) {
                return bracket(logDelta, target, below, above, excessBelow, excessAbove)[0];
            }
            above = below;
            excessAbove = excessBelow;
        }
        return above;
    }

    /** Narrows a bracket with excess above 0 at its low and not above 0 at its high end. */
    private static double[] bracket(
            DoubleUnaryOperator logDelta, double target, double from, double to, double atFrom, double atTo) {
        double low = from;
        double high = to;
        double atLow = atFrom;
        double atHigh = atTo;
        int side = 0;
        for (int i = 0; i < MAX_EVALUATIONS && high - low > RELATIVE_ACCURACY * high; i++) {
            double width = high - low;
            double middle = low + width * atLow / (atLow - atHigh);
            boolean falsePosition = i % 3 != 2 && middle > low && middle < high;
            middle = falsePosition ? middle : low + width / 2;
            double excess = logDelta.applyAsDouble(middle) - target;
            if (excess > 0) {
                low = middle;
                atLow = excess;
                atHigh = side == 1 ? atHigh / 2 : atHigh;
                side = 1;
            } else {
                high = middle;
                atHigh = excess;
                atLow = side == -1 ? atLow / 2 : atLow;
                side = -1;
            }
        }
        return new double[] {low, high};
    }
}
