package org.dpmodel.accountant.internal;

import java.util.function.DoubleUnaryOperator;

/**
 * Finds the epsilon that belongs to a delta on a falling curve, by regula falsi on ln delta (Illinois variant) with
 * bisection as safeguard. The bracket is kept, so that the returned end satisfies the target as evaluated.
 */
public final class PrivacyCurveSearch {
    private static final double RELATIVE_ACCURACY = 1e-13;
    private static final int MAX_EVALUATIONS = 200;
    /** As a fraction of the range; each stride is 4 times the previous one. */
    private static final double FIRST_STRIDE = 1e-6;

    private PrivacyCurveSearch() {}

    /**
     * The smallest argument at which a falling function is small enough.
     *
     * @param falling the function; it may be infinite
     * @param target the largest value allowed
     * @param low an argument at which the value is too large
     * @param high an argument at which the value is small enough
     * @param accuracy the maximum final width of the bracket
     * @return the upper end of the last bracket: the value there is at most the target
     */
    public static double smallestArgument(
            DoubleUnaryOperator falling, double target, double low, double high, double accuracy) {
        double[] bracket = bracket(
                falling,
                target,
                new double[] {low, high},
                new double[] {falling.applyAsDouble(low) - target, falling.applyAsDouble(high) - target},
                accuracy);
        return bracket[1];
    }

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
        return atHigh <= 0
                ? bracket(logDelta, target, new double[] {0, high}, new double[] {atZero, atHigh}, 0)[1]
                : Double.POSITIVE_INFINITY;
    }

    /**
     * The smallest epsilon whose delta is small enough, searched for around a guess.
     *
     * @param logDelta ln delta as a falling function of epsilon
     * @param target the largest ln delta allowed
     * @param high an epsilon to search below
     * @param guess where to start, in [0, high]
     * @param accuracy the maximum final width of the bracket
     * @return an epsilon in [0, high] with logDelta at most the target; infinity if there is none
     */
    public static double smallestEpsilonNear(
            DoubleUnaryOperator logDelta, double target, double high, double guess, double accuracy) {
        double low = guess;
        double atLow = logDelta.applyAsDouble(guess) - target;
        double top = guess;
        double atTop = atLow;
        // a guess of 0 with an accuracy of 0 would make no progress
        double stride = Math.max(Math.max(0.02 * guess, accuracy), FIRST_STRIDE * high);
        while (atTop > 0 && top < high) {
            low = top;
            atLow = atTop;
            top = Math.min(high, top + stride);
            stride *= 4;
            atTop = logDelta.applyAsDouble(top) - target;
        }
        while (atLow <= 0 && low > 0) {
            top = low;
            atTop = atLow;
            low = Math.max(0, low - stride);
            stride *= 4;
            atLow = logDelta.applyAsDouble(low) - target;
        }
        if (atLow <= 0) {
            return 0;
        }
        return atTop <= 0
                ? bracket(logDelta, target, new double[] {low, top}, new double[] {atLow, atTop}, accuracy)[1]
                : Double.POSITIVE_INFINITY;
    }

    /**
     * The largest epsilon whose delta is still large enough. The curve may be good only near its answer and fall to minus
     * infinity on both sides, as a lower bound does; so the search starts from the top.
     *
     * @param logDelta ln delta as a function of epsilon
     * @param target the smallest ln delta allowed
     * @param high an epsilon to search below
     * @param stride how far to go down at a time, above 0
     * @return an epsilon in [0, high] with logDelta at least the target; 0 if none was found
     */
    public static double largestEpsilon(DoubleUnaryOperator logDelta, double target, double high, double stride) {
        double above = high;
        double excessAbove = logDelta.applyAsDouble(high) - target;
        while (above > 0 && excessAbove <= 0) {
            double below = Math.max(0, above - stride);
            double excessBelow = logDelta.applyAsDouble(below) - target;
            if (excessBelow > 0) {
                return bracket(
                        logDelta, target, new double[] {below, above}, new double[] {excessBelow, excessAbove}, 0)[0];
            }
            above = below;
            excessAbove = excessBelow;
        }
        return above;
    }

    /**
     * The largest epsilon whose delta is too large, of a curve that falls everywhere.
     *
     * @param logDelta ln delta as a falling function of epsilon
     * @param target the ln delta to stay above
     * @param high an epsilon to search below
     * @return an epsilon in [0, high] with logDelta above the target; 0 if there is none
     */
    public static double largestEpsilon(DoubleUnaryOperator logDelta, double target, double high) {
        double atZero = logDelta.applyAsDouble(0) - target;
        if (!(atZero > 0)) {
            return 0;
        }
        double atHigh = logDelta.applyAsDouble(high) - target;
        return atHigh > 0
                ? high
                : bracket(logDelta, target, new double[] {0, high}, new double[] {atZero, atHigh}, 0)[0];
    }

    /** Narrows a bracket whose excess is above 0 at its low end and not above 0 at its high end. */
    private static double[] bracket(
            DoubleUnaryOperator falling, double target, double[] ends, double[] excesses, double accuracy) {
        double low = ends[0];
        double high = ends[1];
        double atLow = excesses[0];
        double atHigh = excesses[1];
        int side = 0;
        for (int i = 0; i < MAX_EVALUATIONS && high - low > Math.max(accuracy, RELATIVE_ACCURACY * high); i++) {
            double width = high - low;
            double middle = low + width * atLow / (atLow - atHigh);
            boolean falsePosition = i % 3 != 2 && middle > low && middle < high;
            middle = falsePosition ? middle : low + width / 2;
            double excess = falling.applyAsDouble(middle) - target;
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
