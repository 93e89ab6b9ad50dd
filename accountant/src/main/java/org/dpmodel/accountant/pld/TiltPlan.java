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
 * @param firstIndex lowest grid index of the window that holds the tilted composed loss
 * @param size number of grid points in the window, a power of two
 * @param upTilt by how much the tilt is raised to bound the mass above the window
 * @param downTilt by how much it is lowered to bound the mass below
 */
record TiltPlan(double tilt, double step, long firstIndex, int size, double upTilt, double downTilt) {
    /** ln of the tilted mass that may lie outside of the window. */
    private static final double LOG_OUTSIDE = -32;
    /** Range of ln(1 + tilt) searched. */
    private static final double LOG_TILT_RANGE = 18;

    private static final double MIN_LOG_TILT = -7;
    private static final int MIN_SIZE = 256;

    /** What the plan is for, and how much it may cost. */
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
        return of(nodes, tilt, limits, limits.relativeAccuracy() * Math.max(0, best.getValue()));
    }

    /** The plan for finding the delta of an epsilon. */
    static TiltPlan forEpsilon(LossNodes nodes, double epsilon, Limits limits) {
        UnivariatePointValuePair best = minimize(
                logTilt -> {
                    double tilt = Math.exp(logTilt);
                    return nodes.logMoment(tilt) - tilt * epsilon;
                },
                MIN_LOG_TILT,
                LOG_TILT_RANGE);
        double tilt = Math.exp(best.getPoint());
        return of(nodes, tilt, limits, limits.relativeAccuracy() / tilt);
    }

    private static TiltPlan of(LossNodes nodes, double tilt, Limits limits, double tolerance) {
        double moment = nodes.logMoment(tilt);
        double logScale = Math.log1p(tilt);
        double top = Double.NEGATIVE_INFINITY;
        double bottom = Double.POSITIVE_INFINITY;
        double upTilt = 1;
        double downTilt = 1;
        for (double share : new double[] {limits.shrink(), 1}) {
            UnivariatePointValuePair up = minimize(
                    t -> (share * (nodes.logMoment(tilt + Math.exp(t)) - moment) - LOG_OUTSIDE) / Math.exp(t),
                    logScale - 12,
                    logScale + 12);
            UnivariatePointValuePair down = minimize(
                    t -> (share * (nodes.logMoment(tilt - Math.exp(t)) - moment) - LOG_OUTSIDE) / Math.exp(t),
                    logScale - 12,
                    logScale + 12);
            upTilt = Math.exp(up.getPoint());
            downTilt = Math.exp(down.getPoint());
            top = Math.max(top, up.getValue());
            bottom = Math.min(bottom, -down.getValue());
        }
        // connecting the dots adds tilt (tilt + 1) h² / 12 to ln E[e^(tilt loss)] of a step
        double width = Math.max(top - bottom, Double.MIN_NORMAL);
        double accuracy = Math.max(tolerance, limits.relativeAccuracy() * width / 50);
        double step = Math.sqrt(12 * accuracy / (nodes.totalCount() * (1 + tilt)));
        step = Math.min(step, width / MIN_SIZE);
        step = Math.max(step, Math.max(width * 1.01, nodes.lossRange()) / limits.maxSize());
        int size = MIN_SIZE;
        while (size < limits.maxSize() && size * step < width * 1.01) {
            size *= 2;
        }
        return new TiltPlan(tilt, step, (long) Math.floor(bottom / step), size, upTilt, downTilt);
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
