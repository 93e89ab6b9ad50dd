package org.dpmodel.accountant.gdp;

import org.dpmodel.accountant.internal.Checks;
import org.dpmodel.accountant.internal.Normal;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;

/**
 * The exact privacy curve of the Gaussian mechanism, in closed form.
 *
 * <pre>
 * delta(epsilon) = Φ(mu/2 - epsilon/mu) - e^epsilon Φ(-mu/2 - epsilon/mu)
 * </pre>
 *
 * with mu = sensitivity / standard deviation (Balle and Wang 2018, arXiv 1805.06530, Theorem 8). A sequence of Gaussian
 * mechanisms is one with mu² the sum of their mu². With a = epsilon/mu - mu/2, b = a + mu and the Mills ratio
 * R(t) = Φ(-t) / φ(t), delta = φ(a) (R(a) - R(b)), which holds relative accuracy into the far tail.
 */
public final class GaussianPrivacyCurve {
    /** Covers the rounding error of the special functions, on the safe side. */
    private static final double ROUNDING = 1e-12;
    /** Below this, R(a) - R(b) is integrated, not subtracted. */
    private static final double SMALL_MU = 0.05;
    /** delta underflows beyond this many standard deviations. */
    private static final double REACH = 40;

    private static final double[] NODES = {0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363
    };
    private static final double[] WEIGHTS = {
        0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };

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
     * @return delta in [0, 1], rounded up
     */
    public double delta(double epsilon) {
        return Math.min(1, Math.exp(logDelta(epsilon)));
    }

    /**
     * The logarithm of the delta of an epsilon, finite where delta itself underflows.
     *
     * @param epsilon privacy loss, finite and at least 0
     * @return ln delta, rounded up
     */
    public double logDelta(double epsilon) {
        Checks.finiteNonNegative("epsilon", epsilon, "pass a finite privacy loss");
        double a = epsilon / mu - mu / 2;
        double b = epsilon / mu + mu / 2;
        if (mu < SMALL_MU) {
            return Normal.logDensity(a) + Math.log(millsDecrease(a)) + ROUNDING;
        }
        if (a < 0) {
            return Math.log(Normal.upperTail(a) - Math.exp(epsilon + Normal.logDensity(b)) * Normal.millsRatio(b))
                    + ROUNDING;
        }
        return Normal.logDensity(a) + Math.log(Normal.millsRatio(a) - Normal.millsRatio(b)) + ROUNDING;
    }

    /** R(a) - R(a + mu) as the integral of 1 - t R(t), by Gauss and Legendre's rule of eight points. */
    private double millsDecrease(double a) {
        double sum = 0;
        for (int i = 0; i < NODES.length; i++) {
            double offset = NODES[i] * mu / 2;
            double middle = a + mu / 2;
            sum += WEIGHTS[i] * (Normal.millsSlope(middle - offset) + Normal.millsSlope(middle + offset));
        }
        return sum * mu / 2;
    }

    /**
     * The epsilon of a delta.
     *
     * @param delta probability, strictly between 0 and 1
     * @return the smallest epsilon, at least 0, rounded up
     */
    public double epsilon(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta must be strictly between 0 and 1, found " + delta
                    + ": a Gaussian mechanism has no finite epsilon at delta 0");
        }
        double high = mu * mu / 2 + REACH * mu;
        return (1 + ROUNDING) * PrivacyCurveSearch.smallestEpsilon(this::logDelta, Math.log(delta), high);
    }
}
