package org.dpmodel.accountant.rdp;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.internal.AddOrRemovePair;
import org.dpmodel.accountant.internal.DominatingPair;
import org.dpmodel.accountant.validation.Checks;

/**
 * Rényi divergence of one step, per order: Rényi differential privacy composes by adding these.
 *
 * <p>All values are upper bounds, exact to about 1e-12 relative.
 */
public final class RenyiDivergence {
    private RenyiDivergence() {}

    /**
     * A Gaussian step: a mu² / 2 with mu = 1 / noise multiplier (Mironov 2017, arXiv 1702.07476, Proposition 7).
     *
     * @param orders the orders a
     * @param muSquared mu², at least 0
     * @return one divergence per order
     */
    public static double[] gaussian(RdpOrders orders, double muSquared) {
        double[] result = orders.toArray();
        for (int i = 0; i < result.length; i++) {
            result[i] *= muSquared / 2;
        }
        return result;
    }

    /**
     * A Poisson-sampled Gaussian step (Mironov, Talwar, Zhang 2019, arXiv 1908.10530).
     *
     * <pre>
     * ln E_Q[(P/Q)^a] / (a - 1)
     * </pre>
     *
     * over the pair of {@link DominatingPair}; under add-or-remove-one this direction is the larger one (Theorem 5).
     *
     * @param orders the orders a
     * @param samplingProbability in [0, 1]
     * @param noiseMultiplier standard deviation / sensitivity, at least 0
     * @param adjacency the adjacency
     * @return one divergence per order, infinite without noise
     */
    public static double[] poissonGaussian(
            RdpOrders orders, double samplingProbability, double noiseMultiplier, Adjacency adjacency) {
        Checks.probability("samplingProbability", samplingProbability, "pass expectedBatchSize / datasetSize");
        Checks.finiteNonNegative("noiseMultiplier", noiseMultiplier, "pass standard deviation / sensitivity");
        if (samplingProbability == 0) {
            return new double[orders.size()];
        }
        // less noise costs more
        double noise = Math.min(Checks.MOST_NOISE, noiseMultiplier);
        double muSquared = 1 / (noise * noise);
        if (samplingProbability == 1 || !(muSquared < MAX_MU_SQUARED)) {
            return gaussian(orders, muSquared);
        }
        return new PoissonGaussianDivergence(orders, DominatingPair.of(samplingProbability, noise, adjacency)).values();
    }

    /**
     * A Poisson-sampled discrete Gaussian step under add-or-remove-one. At integer orders the bound of the Gaussian step
     * holds: with P and Q the noise around the two sums, the expansion of E_Q[((1 - q) + q P/Q)^a] in moments E_Q[(P/Q)^k]
     * needs only that these are at most exp(k (k - 1) mu² / 2), which is Proposition 5 of Canonne, Kamath, Steinke 2020
     * (arXiv 2004.00010); and the other direction is no larger by Theorem 5 of Mironov, Talwar, Zhang 2019 (arXiv
     * 1908.10530), which needs only a reflection that exchanges P and Q: x to p + q - x maps integers to integers, as the
     * sums p and q are integer vectors. Between integer orders ln E_Q[L^a] is convex, so its chord is an upper bound.
     *
     * @param orders the orders a
     * @param samplingProbability strictly between 0 and 1
     * @param noiseMultiplier sigma / sensitivity, above 0
     * @return one divergence per order
     */
    public static double[] poissonDiscreteGaussian(
            RdpOrders orders, double samplingProbability, double noiseMultiplier) {
        double noise = Math.min(Checks.MOST_NOISE, noiseMultiplier);
        double muSquared = 1 / (noise * noise);
        double[] result = gaussian(orders, muSquared);
        if (muSquared < MAX_MU_SQUARED) {
            AddOrRemovePair pair = new AddOrRemovePair(samplingProbability, 1 / noise);
            for (int i = 0; i < result.length; i++) {
                double order = orders.get(i);
                result[i] = Math.min(result[i], notZero(BinomialMoment.chord(pair, order) / (order - 1)));
            }
        }
        return result;
    }

    /** Below this noise, sampling does not help; the divergence of the unsampled step is used, which is an upper bound. */
    private static final double MAX_MU_SQUARED = 1e8;

    /**
     * A divergence is never 0 if something is released: one that underflows is reported as the smallest normal double.
     */
    static double notZero(double divergence) {
        return Math.max(Double.MIN_NORMAL, divergence);
    }

    private static final class PoissonGaussianDivergence {
        private final RdpOrders orders;
        private final DominatingPair pair;
        private final LikelihoodRatioMoments table;
        private final double tableLimit;

        PoissonGaussianDivergence(RdpOrders orders, DominatingPair pair) {
            this.orders = orders;
            this.pair = pair;
            double limit = 0;
            for (double order : orders.toArray()) {
                if (!hasClosedForm(order) && LikelihoodRatioMoments.affordable(pair, order)) {
                    limit = Math.max(limit, order);
                }
            }
            tableLimit = limit;
            table = limit > 0 ? new LikelihoodRatioMoments(pair, limit) : null;
        }

        double[] values() {
            double[] result = new double[orders.size()];
            for (int i = 0; i < result.length; i++) {
                double order = orders.get(i);
                double unsampled = order * pair.mu() * pair.mu() / 2;
                result[i] = Math.min(unsampled, notZero(logMoment(order) / (order - 1)));
            }
            return result;
        }

        private boolean hasClosedForm(double order) {
            return pair instanceof AddOrRemovePair && order == Math.rint(order);
        }

        private double logMoment(double order) {
            if (hasClosedForm(order)) {
                return BinomialMoment.logMoment((AddOrRemovePair) pair, (int) order);
            }
            if (order <= tableLimit) {
                return table.logMoment(order);
            }
            if (!(pair instanceof AddOrRemovePair sampled)) {
                return Double.POSITIVE_INFINITY;
            }
            return BinomialMoment.chord(sampled, order);
        }
    }
}
