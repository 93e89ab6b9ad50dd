package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.dpmodel.accountant.internal.Normal;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;
import org.dpmodel.accountant.internal.ReplacePair;

/**
 * The privacy curve of a single Poisson-sampled Gaussian step, with upper and lower bounds that differ only by rounding.
 *
 * <p>Under add-or-remove-one, with G the curve of the Gaussian mechanism and q the sampling probability, removing costs q
 * G(ln(1 + (e^epsilon - 1) / q)) (amplification by sampling: Balle, Barthe, Gaboardi 2018, arXiv 1807.01647, Theorem 8)
 * and adding s G(ln(e^epsilon q / s)) with s = q - (1 - q) d, d = e^epsilon - 1, or 0 if s is not positive. Adding never
 * costs more: s is at most q, G is decreasing, and e^epsilon q / s is at least 1 + d / q, since s (q + d) = e^epsilon q²
 * - d² (1 - q).
 *
 * <p>Under replace-one it is the hockey-stick divergence of the two mixtures of {@link ReplacePair}. If q or mu is small,
 * the difference of its tails would be only rounding error. With x the point of loss epsilon, m = mu / 2 and g(a, d) the
 * divergence of {@link Normal#logTailGap}, it is a sum of positive terms instead:
 *
 * <pre>
 * delta = q g(x - m, m) + q w g(x, m),   w = e^epsilon φ(x + m) / φ(x)
 *       = ((1 - q) e^-u + q e^(-m²)) / ((1 - q) + q e^-u),   u = m x + m² / 2
 * </pre>
 *
 * since e^epsilon = P(x) / Q(x) makes the components at 0 of both tails equal.
 */
final class OneStepCurve {
    /** Relative error of a sum of a few logarithms. */
    private static final double LOG_ROUNDING = 2e-15;

    private static final double REACH = 40;
    private static final double HIGH_ROUNDING = 1 + 1e-12;

    private final double q;
    private final GaussianPrivacyCurve gaussian;
    private final ReplacePair replacePair;
    private final double high;

    OneStepCurve(PoissonGaussian step, Adjacency adjacency) {
        double mu = 1 / step.noiseMultiplier();
        q = step.samplingProbability();
        gaussian = new GaussianPrivacyCurve(mu);
        replacePair = adjacency == Adjacency.REPLACE_ONE && q < 1 ? new ReplacePair(q, mu) : null;
        high = (mu * mu / 2 + REACH * mu) * HIGH_ROUNDING;
    }

    double epsilon(double delta) {
        return PrivacyCurveSearch.smallestEpsilon(this::logDelta, (1 + LOG_ROUNDING) * Math.log(delta), high);
    }

    double lowerEpsilon(double delta) {
        return PrivacyCurveSearch.largestEpsilon(this::lowerLogDelta, (1 - LOG_ROUNDING) * Math.log(delta), high);
    }

    double delta(double epsilon) {
        return Math.exp(logDelta(epsilon));
    }

    /** delta, rounded down: 0 if a double cannot represent it to full precision. */
    double lowerDelta(double epsilon) {
        double lower = Math.exp(lowerLogDelta(epsilon));
        return lower >= Double.MIN_NORMAL ? lower : 0;
    }

    double logDelta(double epsilon) {
        double value = replacePair == null ? Math.log(q) + gaussian.logDelta(inner(epsilon)) : logReplace(epsilon, -1);
        return value + LOG_ROUNDING * (Math.abs(value) + Math.abs(Math.log(q)));
    }

    /** ln delta, rounded down. */
    double lowerLogDelta(double epsilon) {
        double value =
                replacePair == null ? Math.log(q) + gaussian.lowerLogDelta(inner(epsilon)) : logReplace(epsilon, 1);
        return value - LOG_ROUNDING * (Math.abs(value) + Math.abs(Math.log(q)));
    }

    private double inner(double epsilon) {
        double excess = Math.expm1(epsilon) / q;
        return Double.isInfinite(excess) ? epsilon - Math.log(q) : Math.log1p(excess);
    }

    /** delta decreases with x: a smaller x gives an upper bound, a larger one a lower bound. */
    private double logReplace(double epsilon, int direction) {
        double middle = replacePair.pointOf(epsilon);
        double x = Math.max(0, middle + direction * replacePair.pointRounding(epsilon, middle));
        double m = replacePair.mu() / 2;
        double u = m * x + m * m / 2;
        double logLeave = Math.log1p(-q);
        double logTake = Math.log(q);
        double logWeight = logAdd(logLeave - u, logTake - m * m) - logAdd(logLeave, logTake - u);
        double value = logTake + logAdd(Normal.logTailGap(x - m, m), logWeight + Normal.logTailGap(x, m));
        return value - direction * Normal.GAP_ROUNDING;
    }

    private static double logAdd(double first, double second) {
        double larger = Math.max(first, second);
        return larger == Double.NEGATIVE_INFINITY
                ? larger
                : larger + Math.log1p(Math.exp(Math.min(first, second) - larger));
    }
}
