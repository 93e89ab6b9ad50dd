package org.dpmodel.accountant.gdp;

import org.dpmodel.accountant.internal.Normal;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;
import org.dpmodel.accountant.validation.Checks;

/**
 * The exact privacy curve of the Gaussian mechanism, in closed form.
 *
 * <pre>
 * delta(epsilon) = Φ(mu/2 - epsilon/mu) - e^epsilon Φ(-mu/2 - epsilon/mu)
 * </pre>
 *
 * with mu = sensitivity / standard deviation (Balle and Wang 2018, arXiv 1805.06530, Theorem 8). A sequence of Gaussian
 * mechanisms is one with mu² the sum of their mu². With a = epsilon/mu - mu/2, b = a + mu and the Mills ratio R(t) =
 * Φ(-t) / φ(t), delta = φ(a) (R(a) - R(b)), which keeps its relative accuracy far into the tail.
 */
public final class GaussianPrivacyCurve {
    /** A generous bound on the relative rounding error of the point where the tail begins: a few operations. */
    private static final double ARGUMENT_ROUNDING = 1e-15;
    /** Relative error of a conversion to or from a logarithm. */
    private static final double LOG_ROUNDING = 1e-15;
    /** delta underflows beyond this many standard deviations. */
    private static final double REACH = 40;

    private final double mu;

    /**
     * The curve of one Gaussian mechanism.
     *
     * @param mu sensitivity / standard deviation, finite and above 0
     */
    public GaussianPrivacyCurve(double mu) {
        this.mu = Checks.finitePositive("mu", mu, "pass sensitivity / standard deviation");
    }

    /**
     * The delta of an epsilon.
     *
     * @param epsilon privacy loss, finite and at least 0
     * @return delta in (0, 1], rounded up
     */
    public double delta(double epsilon) {
        return Math.max(Double.MIN_NORMAL, Math.min(1, Math.exp(logDelta(epsilon))));
    }

    /**
     * A lower bound on the delta of an epsilon.
     *
     * @param epsilon privacy loss, finite and at least 0
     * @return delta in [0, 1], rounded down; 0 if a double cannot represent it to full precision
     */
    public double lowerDelta(double epsilon) {
        double lower = Math.exp(lowerLogDelta(epsilon));
        return lower >= Double.MIN_NORMAL ? lower : 0;
    }

    /**
     * The logarithm of the delta of an epsilon, finite even if delta itself underflows.
     *
     * @param epsilon privacy loss, finite and at least 0
     * @return ln delta, rounded up
     */
    public double logDelta(double epsilon) {
        return logDelta(epsilon, -1);
    }

    /**
     * A lower bound on the logarithm of the delta of an epsilon.
     *
     * @param epsilon privacy loss, finite and at least 0
     * @return ln delta, rounded down
     */
    public double lowerLogDelta(double epsilon) {
        return logDelta(epsilon, 1);
    }

    /** Both terms of a may be much larger than a: the rounding error of their difference is moved to the safe side. */
    private double logDelta(double epsilon, int direction) {
        Checks.finiteNonNegative("epsilon", epsilon, "pass a finite privacy loss");
        double slack = ARGUMENT_ROUNDING * (epsilon / mu + mu / 2);
        double a = epsilon / mu - mu / 2 + direction * slack;
        if (Double.isNaN(a)) {
            return Double.NEGATIVE_INFINITY;
        }
        double value = Normal.logTailGap(a, mu);
        return value - direction * (Normal.GAP_ROUNDING + LOG_ROUNDING * Math.abs(value));
    }

    /**
     * The epsilon of a delta.
     *
     * @param delta the delta, strictly between 0 and 1
     * @return the smallest epsilon, at least 0, rounded up
     */
    public double epsilon(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta must be strictly between 0 and 1, found " + delta
                    + ": a Gaussian mechanism has no finite epsilon at delta 0");
        }
        return high() == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : PrivacyCurveSearch.smallestEpsilon(this::logDelta, (1 + LOG_ROUNDING) * Math.log(delta), high());
    }

    /**
     * A lower bound on the epsilon of a delta.
     *
     * @param delta the delta, strictly between 0 and 1
     * @return an epsilon, at least 0, not above the smallest one
     */
    public double lowerEpsilon(double delta) {
        return PrivacyCurveSearch.largestEpsilon(
                this::lowerLogDelta, (1 - LOG_ROUNDING) * Math.log(delta), Math.min(Double.MAX_VALUE, high()));
    }

    private double high() {
        return (mu * mu / 2 + REACH * mu) * (1 + REACH * ARGUMENT_ROUNDING);
    }
}
