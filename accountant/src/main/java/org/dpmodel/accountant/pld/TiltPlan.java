package org.dpmodel.accountant.pld;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;

/**
 * The numbers that a composition is computed with. Any choice gives a valid bound; a good one gives a tight bound.
 *
 * @param tilt exponent per unit of loss: the composed loss is weighted with e^(tilt loss), which moves its bulk to the
 *     epsilon in question, so that rounding errors are relative to the delta there and not to 1
 * @param step width h of the grid
 * @param firstIndex lowest grid index of the window that contains the tilted composed loss
 * @param size number of grid points in the window, a power of two
 * @param upTilt how much the tilt is increased to bound the mass above the window
 * @param downTilt how much it is decreased to bound the mass below
 * @param guess a rough epsilon to start a search at
 */
record TiltPlan(double tilt, double step, long firstIndex, int size, double upTilt, double downTilt, double guess) {
    /** ln of the tilted mass that may lie outside the window. */
    private static final double LOG_OUTSIDE = -26;
    /** Range of ln(1 + tilt) searched. */
    private static final double LOG_TILT_RANGE = 18;

    private static final double MIN_LOG_TILT = -7;
    private static final int MIN_SIZE = 256;
    /** Grid indices beyond this would lose digits. */
    private static final double LARGEST_INDEX = 1 << 24;

    private static final double ROOM = 1.02;

    /** The purpose of the plan, and the memory it may use. */
    record Limits(double relativeAccuracy, int maxSize, double shrink) {}

    /** The plan for finding the epsilon of a delta. */
    static TiltPlan forDelta(LossNodes nodes, double logDelta, Limits limits) {
        UnivariatePointValuePair best = minimize(
                logTilt -> {
                    double tilt = Math.exp(logTilt);
                    return (nodes.logMoment(tilt) - logDelta - Math.log1p(tilt)) / tilt + Math.log(tilt / (1 + tilt));
                },
                MIN_LOG_TILT,
                LOG_TILT_RANGE);
        double tilt = Math.exp(best.getPoint());
        return of(nodes, tilt, limits, limits.relativeAccuracy() * Math.max(0, best.getValue()), best.getValue());
    }

    /** The plan for finding the delta of an epsilon. */
    static TiltPlan forEpsilon(LossNodes nodes, double epsilon, Limits limits) {
        UnivariatePointValuePair chernoff = minimize(
                logTilt -> nodes.logMoment(Math.exp(logTilt)) - Math.exp(logTilt) * epsilon,
                MIN_LOG_TILT,
                LOG_TILT_RANGE);
        double tilt = Math.exp(chernoff.getPoint());
        return of(nodes, tilt, limits, limits.relativeAccuracy() / tilt, epsilon);
    }

    private static TiltPlan of(LossNodes nodes, double tilt, Limits limits, double tolerance, double guess) {
        Window rough = Window.of(nodes, tilt, limits.shrink(), Double.POSITIVE_INFINITY);
        double accuracy = Math.max(
                Math.min(tolerance, limits.relativeAccuracy() * rough.width() / 12),
                limits.relativeAccuracy() * rough.width() / 50);
        // connecting the dots adds tilt (tilt + 1) h² / 12 to ln E[e^(tilt loss)] of a step
        double step = Math.sqrt(12 * accuracy / (nodes.totalCount() * (1 + tilt)));
        step = Math.min(step, rough.width() / MIN_SIZE);
        step = Math.max(step, Math.max(rough.width(), nodes.lossRange()) * ROOM / limits.maxSize());
        step = Math.max(step, nodes.largestLoss() / LARGEST_INDEX);
        // with larger tilts, the grid instead of the loss would determine how much mass lies outside
        Window window = Window.of(nodes, tilt, limits.shrink(), 2 / Math.sqrt(Math.max(50, nodes.totalCount())) / step);
        step = Math.max(step, window.width() * ROOM / limits.maxSize());
        int size = MIN_SIZE;
        while (size < limits.maxSize() && size * step < window.width() * ROOM) {
            size *= 2;
        }
        long firstIndex = (long) Math.floor(window.bottom / step);
        return new TiltPlan(tilt, step, firstIndex, size, window.upTilt, window.downTilt, Math.max(0, guess));
    }

    /** The range of the tilted composed loss, by Chernoff's bounds. */
    private record Window(double bottom, double top, double upTilt, double downTilt) {
        static Window of(LossNodes nodes, double tilt, double shrink, double maxTilt) {
            double moment = nodes.logMoment(tilt);
            double high = Math.min(Math.log1p(tilt) + 12, Math.log(maxTilt));
            double low = Math.min(Math.log1p(tilt) - 12, high - 1);
            double top = Double.NEGATIVE_INFINITY;
            double bottom = Double.POSITIVE_INFINITY;
            double upTilt = 1;
            double downTilt = 1;
            for (double share : new double[] {shrink, 1}) {
                UnivariatePointValuePair up = minimize(
                        t -> (share * (nodes.logMoment(tilt + Math.exp(t)) - moment) - LOG_OUTSIDE) / Math.exp(t),
                        low,
                        high);
                UnivariatePointValuePair down = minimize(
                        t -> (share * (nodes.logMoment(tilt - Math.exp(t)) - moment) - LOG_OUTSIDE) / Math.exp(t),
                        low,
                        high);
                upTilt = Math.exp(up.getPoint());
                downTilt = Math.exp(down.getPoint());
                top = Math.max(top, up.getValue());
                bottom = Math.min(bottom, -down.getValue());
            }
            return new Window(bottom, top, upTilt, downTilt);
        }

        double width() {
            return Math.max(top - bottom, Double.MIN_NORMAL);
        }
    }

    private static UnivariatePointValuePair minimize(UnivariateFunction function, double low, double high) {
        return new BrentOptimizer(1e-3, 1e-3)
                .optimize(
                        new MaxEval(200),
                        GoalType.MINIMIZE,
                        new UnivariateObjectiveFunction(function),
                        new SearchInterval(low, high));
    }

    /** Lowest loss in the window. */
    double bottom() {
        return firstIndex * step;
    }

    /** First loss above the window. */
    double top() {
        return (firstIndex + size) * step;
    }
}
