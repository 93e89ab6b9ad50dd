package org.dpmodel.accountant.rdp;

import org.dpmodel.accountant.internal.DominatingPair;

/**
 * ln E_Q[L^a] of a {@link DominatingPair} for real orders a &gt; 1, by the trapezoid rule on an integrand without
 * cancellation.
 *
 * <p>As E_Q[L] = 1, the moment is 1 + E_Q[g(L - 1)] with g(u) = (1 + u)^a - 1 - a u, which is never negative: each term
 * of the sum is non-negative, and for tiny sampling probabilities the excess over 1 is summed directly.
 *
 * <p>Error. The integrand is analytic in the strip |Im z| &lt; d around the real line, and there at most e^(d²/2) times
 * larger than on it (times {@link DominatingPair#logStripGrowth}); the trapezoid rule with step h errs by at most that
 * factor times 2 / (e^(2πd/h) - 1) (Trefethen and Weideman 2014, Theorem 5.1). The step makes this e^-44. Truncating the
 * line 10 standard deviations beyond the outermost component loses e^-50. The remaining error is rounding, which is
 * covered by the factor {@link #ROUNDING}.
 */
final class LikelihoodRatioMoments {
    /** Relative increase of every divergence, above the rounding error of the sum. */
    static final double ROUNDING = 1 + 4e-13;

    private static final double ACCURACY = 44;
    private static final double REACH = 10;
    private static final int MAX_POINTS = 400_000;
    private static final double SERIES_LIMIT = 0.04;
    private static final double LARGE_LOG_RATIO = 5;
    private static final double MAX_EXPONENT = 600;

    private final DominatingPair pair;
    private final double step;
    private final double start;
    private final double[] logDensity;
    private final double[] density;
    private final double[] logRatio;
    private final double[] excess;

    /**
     * Tabulates the pair for all orders up to a largest one.
     *
     * @param pair the pair
     * @param maxOrder the largest order that will be requested
     */
    LikelihoodRatioMoments(DominatingPair pair, double maxOrder) {
        this.pair = pair;
        double mu = pair.mu();
        start = -REACH - mu;
        step = step(pair, maxOrder);
        int points = pointsUpTo(maxOrder);
        logDensity = new double[points];
        density = new double[points];
        logRatio = new double[points];
        excess = new double[points];
        for (int i = 0; i < points; i++) {
            double z = start + i * step;
            logDensity[i] = pair.logDensityQ(z) + Math.log(step);
            density[i] = Math.exp(logDensity[i]);
            logRatio[i] = pair.logRatio(z);
            excess[i] = pair.ratioMinusOne(z);
        }
    }

    /** Whether the table for the order has an acceptable size. */
    static boolean affordable(DominatingPair pair, double order) {
        return (2 * REACH + (order + 2) * pair.mu()) / step(pair, order) < MAX_POINTS;
    }

    private static double step(DominatingPair pair, double order) {
        double spread = Math.log1p(4 / (pair.mu() * pair.mu()));
        double accuracy = ACCURACY + pair.logStripGrowth(order) + spread;
        double halfWidth = Math.min(pair.analyticHalfWidth(), Math.sqrt(2 * accuracy));
        return 2 * Math.PI * halfWidth / (accuracy + halfWidth * halfWidth / 2);
    }

    private int pointsUpTo(double order) {
        return (int) Math.ceil((order * pair.mu() + REACH - start) / step) + 1;
    }

    /**
     * The logarithm of a moment.
     *
     * @param order a, above 1 and at most the largest order of the table
     * @return ln E_Q[L^a], at least 0, rounded up
     */
    double logMoment(double order) {
        int points = Math.min(pointsUpTo(order), density.length);
        double largest = 0;
        for (int i = 0; i < points; i++) {
            largest = Math.max(largest, logDensity[i] + order * logRatio[i]);
        }
        return ROUNDING * (largest < MAX_EXPONENT ? Math.log1p(sum(order, points)) : logSum(order, points));
    }

    private double sum(double order, int points) {
        double sum = 0;
        for (int i = 0; i < points; i++) {
            sum += term(order, i);
        }
        return sum;
    }

    private double term(double order, int i) {
        double u = excess[i];
        if (Math.abs(u) * Math.max(2, order) < SERIES_LIMIT) {
            return density[i] * series(order, u);
        }
        double ratio = logRatio[i];
        if (ratio < LARGE_LOG_RATIO) {
            return density[i] * ((1 + u) * Math.expm1((order - 1) * ratio) - (order - 1) * u);
        }
        double subtracted = (1 - order) * Math.exp(-order * ratio) + order * Math.exp((1 - order) * ratio);
        return Math.exp(logDensity[i] + order * ratio) * (1 - subtracted);
    }

    /** Σ over k from 2 of C(a, k) u^k, for small a u. */
    private static double series(double order, double u) {
        double term = order * (order - 1) / 2 * u * u;
        double sum = term;
        for (int k = 2; Math.abs(term) > 1e-18 * sum; k++) {
            term *= (order - k) / (k + 1) * u;
            sum += term;
        }
        return sum;
    }

    /** The sum in log space, without subtracting 1 + a u: an upper bound, and exact if the moment is huge. */
    private double logSum(double order, int points) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points; i++) {
            largest = Math.max(largest, logDensity[i] + order * logRatio[i]);
        }
        double sum = 0;
        for (int i = 0; i < points; i++) {
            sum += Math.exp(logDensity[i] + order * logRatio[i] - largest);
        }
        return largest + Math.log(sum);
    }
}
