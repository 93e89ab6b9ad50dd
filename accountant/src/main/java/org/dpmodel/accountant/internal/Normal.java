package org.dpmodel.accountant.internal;

import org.apache.commons.math3.special.Erf;

/** The standard normal distribution, with relative accuracy far into the tails. */
public final class Normal {
    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2;
    /** From here on the continued fraction of the Mills ratio converges quickly. */
    private static final double FAR = 5;

    private static final int FRACTION_TERMS = 60;
    /** Below this, R(a) - R(a + d) is integrated, not subtracted. */
    private static final double SMALL_DISTANCE = 0.05;

    /**
     * Bound on the error of {@link #logTailGap}. Tails and Mills ratios err by about 1e-15, which a subtraction magnifies
     * up to a thousandfold (a = 40, d = 0.05: R is 0.025 and falls by 3e-5).
     */
    public static final double GAP_ROUNDING = 4e-12;

    private Normal() {}

    /**
     * The density.
     *
     * @param z the point
     * @return exp(-z² / 2) / √(2π)
     */
    public static double density(double z) {
        return Math.exp(-z * z / 2) / SQRT_TWO_PI;
    }

    /**
     * The logarithm of the density.
     *
     * @param z the point
     * @return -z² / 2 - ln √(2π)
     */
    public static double logDensity(double z) {
        return -z * z / 2 - LOG_SQRT_TWO_PI;
    }

    /**
     * The upper tail.
     *
     * @param z the point
     * @return P(Z &gt; z) to about 1e-14 relative, 0 only by underflow
     */
    public static double upperTail(double z) {
        return z > FAR ? density(z) * millsRatio(z) : Erf.erfc(z / SQRT_TWO) / 2;
    }

    /**
     * The ratio of tail and density.
     *
     * @param z the point, at least -30
     * @return P(Z &gt; z) / density(z)
     */
    public static double millsRatio(double z) {
        if (z <= FAR) {
            return Erf.erfc(z / SQRT_TWO) / 2 / density(z);
        }
        return 1 / (z + millsFraction(z));
    }

    /**
     * The rate at which the Mills ratio R falls.
     *
     * @param z the point, at least -1
     * @return -R'(z) = 1 - z R(z), without cancellation for large z
     */
    public static double millsSlope(double z) {
        if (z <= FAR) {
            return 1 - z * millsRatio(z);
        }
        double fraction = millsFraction(z);
        return fraction / (z + fraction);
    }

    /**
     * The hockey-stick divergence of two normal distributions at distance d, parametrized by the point where the smaller
     * tail begins:
     *
     * <pre>
     * P(Z &gt; a) - (φ(a) / φ(a + d)) P(Z &gt; a + d) = φ(a) (R(a) - R(a + d))
     * </pre>
     *
     * with the Mills ratio R; the right side keeps its relative accuracy far into the tail, and for small d the fall of R
     * is integrated, not subtracted.
     *
     * @param a the point where the smaller tail begins
     * @param d distance, above 0
     * @return its logarithm, to within {@link #GAP_ROUNDING}; minus infinity by underflow only
     */
    public static double logTailGap(double a, double d) {
        if (d < SMALL_DISTANCE) {
            return logDensity(a) + Math.log(millsDecrease(a, d));
        }
        return a < 0
                ? Math.log(upperTail(a) - Math.exp(logDensity(a)) * millsRatio(a + d))
                : logDensity(a) + Math.log(millsRatio(a) - millsRatio(a + d));
    }

    /** R(a) - R(a + d) as the integral of 1 - t R(t), by the Gauss-Legendre rule with eight points. */
    private static double millsDecrease(double a, double d) {
        double sum = 0;
        for (int i = LegendreRule.POINTS / 2; i < LegendreRule.POINTS; i++) {
            double offset = LegendreRule.node(i) * d / 2;
            double middle = a + d / 2;
            sum += LegendreRule.weight(i) * (millsSlope(middle - offset) + millsSlope(middle + offset));
        }
        return sum * d / 2;
    }

    /** Laplace: R(z) = 1 / (z + 1 / (z + 2 / (z + 3 / ...))); this is 1 / (z + 2 / (z + ...)). */
    private static double millsFraction(double z) {
        double fraction = z;
        for (int n = FRACTION_TERMS; n >= 2; n--) {
            fraction = z + n / fraction;
        }
        return 1 / fraction;
    }

    /**
     * The point beyond which a given mass lies.
     *
     * @param mass in (0, 1/2]
     * @return a point z with P(Z &gt; z) at most the mass, by less than one in a thousand of z too large
     */
    public static double upperQuantile(double mass) {
        double low = 0;
        double high = 1;
        while (upperTail(high) > mass) {
            low = high;
            high *= 2;
        }
        while (high - low > 1e-3 * high) {
            double middle = (low + high) / 2;
            if (upperTail(middle) > mass) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
