package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.ReducedEvent.PoissonGaussian;
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;
import org.dpmodel.accountant.internal.ReplacePair;

/**
 * The exact privacy curve of a single Poisson-sampled Gaussian step.
 *
 * <p>Under add-or-remove-one, with G the curve of the Gaussian mechanism and q the sampling probability, removing costs
 * q G(ln(1 + (e^epsilon - 1) / q)) (amplification by sampling: Balle, Barthe, Gaboardi 2018, arXiv 1807.01647, Theorem 8)
 * and adding s G(epsilon + ln(q / s)) with s = q - (1 - q)(e^epsilon - 1), 0 where s is not positive. Under
 * replace-one it is the hockey-stick divergence of the two mixtures of {@link ReplacePair}.
 */
final class OneStepCurve {
    private static final double ROUNDING = 1e-12;

    private final double q;
    private final GaussianPrivacyCurve gaussian;
    private final ReplacePair replacePair;
    private final double high;

    OneStepCurve(PoissonGaussian step, Adjacency adjacency) {
        double mu = 1 / step.noiseMultiplier();
        q = step.samplingProbability();
        gaussian = new GaussianPrivacyCurve(mu);
        replacePair = adjacency == Adjacency.REPLACE_ONE ? new ReplacePair(q, mu) : null;
        high = mu * mu / 2 + 40 * mu;
    }

    double epsilon(double delta) {
        return (1 + ROUNDING) * PrivacyCurveSearch.smallestEpsilon(this::logDelta, Math.log(delta), high);
    }

    double logDelta(double epsilon) {
        return replacePair == null ? Math.max(logRemove(epsilon), logAdd(epsilon)) : logReplace(epsilon);
    }

    private double logRemove(double epsilon) {
        double excess = Math.expm1(epsilon) / q;
        double inner = Double.isInfinite(excess) ? epsilon - Math.log(q) : Math.log1p(excess);
        return Math.log(q) + gaussian.logDelta(inner);
    }

    private double logAdd(double epsilon) {
        double share = q - (1 - q) * Math.expm1(epsilon);
        return share > 0
                ? Math.log(share) + gaussian.logDelta(Math.max(0, epsilon + Math.log(q / share)))
                : Double.NEGATIVE_INFINITY;
    }

    private double logReplace(double epsilon) {
        double point = replacePair.pointOf(epsilon);
        double tail = replacePair.upperTailP(point);
        double difference = tail - Math.exp(epsilon) * replacePair.upperTailQ(point);
        return Math.log(Math.max(0, difference) + ROUNDING * tail);
    }
}
