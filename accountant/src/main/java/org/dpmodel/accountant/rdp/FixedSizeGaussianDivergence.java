package org.dpmodel.accountant.rdp;

import org.dpmodel.accountant.internal.Normal;

/**
 * Rényi divergence of a Gaussian step on a sample without replacement, under replace-one.
 *
 * <p>For integer orders a, with B(l) = E_Q[(L - 1)^l] of the unsampled Gaussian pair,
 *
 * <pre>
 * exp((a - 1) rdp(a)) = 1 + q² C(a, 2) min(4 B(2), 2 e^(mu²))
 *     + Σ over i from 3 to a of q^i C(a, i) min(4 √(B(2⌊i/2⌋) B(2⌈i/2⌉)), 2 e^(i (i - 1) mu² / 2))
 * </pre>
 *
 * (Wang, Balle, Kasiviswanathan 2019, arXiv 1808.00087, Theorem 27; other orders by Corollary 10, convexity). Orders
 * above 256 use only the second entry of the minimum, which is also a bound.
 */
final class FixedSizeGaussianDivergence {
    private static final int MAX_EXACT_ORDER = 256;
    private static final double STEP = 0.1;
    private static final double REACH = 12;
    private static final double MAX_REACH = 1e4;

    private final double samplingProbability;
    private final double mu;
    private final double[] logEvenMoments;

    FixedSizeGaussianDivergence(RdpOrders orders, double samplingProbability, double noiseMultiplier) {
        this.samplingProbability = samplingProbability;
        this.mu = 1 / noiseMultiplier;
        int largest = 4;
        for (double order : orders.toArray()) {
            if (order <= MAX_EXACT_ORDER) {
                largest = Math.max(largest, (int) Math.ceil(order));
            }
        }
        logEvenMoments = new double[largest / 2 + 2];
        for (int half = 1; half < logEvenMoments.length; half++) {
            logEvenMoments[half] = logEvenMoment(2 * half);
        }
    }

    double[] values(RdpOrders orders) {
        double[] result = new double[orders.size()];
        for (int i = 0; i < result.length; i++) {
            double order = orders.get(i);
            int floor = (int) order;
            double share = order - floor;
            double logMoment = (1 - share) * logMoment(floor) + (share == 0 ? 0 : share * logMoment(floor + 1));
            result[i] = RenyiDivergence.notZero(LikelihoodRatioMoments.ROUNDING * logMoment / (order - 1));
        }
        return result;
    }

    private double logMoment(int order) {
        double logSum = Double.NEGATIVE_INFINITY;
        double logBinomial = Math.log(order);
        for (int i = 2; i <= order; i++) {
            logBinomial += Math.log((double) (order - i + 1) / i);
            double logTerm = logBinomial + i * Math.log(samplingProbability) + logCoefficient(i, order);
            logSum = logAdd(logSum, logTerm);
        }
        return logSum > 700 ? logSum : Math.log1p(Math.exp(logSum));
    }

    private double logCoefficient(int i, int order) {
        double simple = Math.log(2) + mu * mu * i * (i - 1.0) / 2;
        if (order > MAX_EXACT_ORDER && i > 2) {
            return simple;
        }
        return Math.min(simple, Math.log(4) + (logEvenMoments[i / 2] + logEvenMoments[(i + 1) / 2]) / 2);
    }

    /** ln E[(L - 1)^l] for even l by the trapezoid rule; the integrand is entire and nowhere negative. */
    private double logEvenMoment(int l) {
        double logSum = Double.NEGATIVE_INFINITY;
        double end = l * mu + Math.sqrt(l) + REACH;
        if (end > MAX_REACH) {
            // the rule would take too long, and with larger steps it would miss the peak: use the other bound
            return Double.POSITIVE_INFINITY;
        }
        double step = STEP;
        for (double z = -REACH - Math.sqrt(l); z < end; z += step) {
            double exponent = mu * (z - mu / 2);
            double logFactor = exponent > 1
                    ? exponent + Math.log1p(-Math.exp(-exponent))
                    : Math.log(Math.abs(Math.expm1(exponent)));
            logSum = logAdd(logSum, Normal.logDensity(z) + l * logFactor);
        }
        return logSum + Math.log(step);
    }

    private static double logAdd(double first, double second) {
        double larger = Math.max(first, second);
        return larger == Double.NEGATIVE_INFINITY
                ? larger
                : larger + Math.log1p(Math.exp(Math.min(first, second) - larger));
    }
}
