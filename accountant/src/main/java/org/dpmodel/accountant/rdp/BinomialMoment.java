package org.dpmodel.accountant.rdp;

import org.dpmodel.accountant.internal.AddOrRemovePair;

/**
 * ln E_Q[L^a] of the Poisson-sampled Gaussian for integer orders, as a finite sum of positive terms.
 *
 * <pre>
 * E_Q[L^a] = 1 + Σ over k from 2 to a of C(a, k) (1 - q)^(a-k) q^k (exp(k (k - 1) mu² / 2) - 1)
 * </pre>
 *
 * (Mironov, Talwar, Zhang 2019, arXiv 1908.10530, section 3.3, with the 1 omitted so that tiny q loses no digits.)
 */
final class BinomialMoment {
    private static final double NEGLIGIBLE = 45;

    private BinomialMoment() {}

    static double logMoment(AddOrRemovePair pair, int order) {
        double logTake = Math.log(pair.samplingProbability());
        double logLeave = Math.log1p(-pair.samplingProbability());
        double halfMuSquared = pair.mu() * pair.mu() / 2;
        double[] logTerms = new double[order + 1];
        double largest = Double.NEGATIVE_INFINITY;
        double logBinomial = Math.log(order);
        for (int k = 2; k <= order; k++) {
            logBinomial += Math.log((double) (order - k + 1) / k);
            logTerms[k] = logBinomial + (order - k) * logLeave + k * logTake + logExpm1(halfMuSquared * k * (k - 1.0));
            largest = Math.max(largest, logTerms[k]);
        }
        double sum = 0;
        for (int k = 2; k <= order; k++) {
            if (logTerms[k] > largest - NEGLIGIBLE) {
                sum += Math.exp(logTerms[k] - largest);
            }
        }
        sum += order * Math.exp(-NEGLIGIBLE);
        double logExcess = largest + Math.log(sum);
        return LikelihoodRatioMoments.ROUNDING * (logExcess > 700 ? logExcess : Math.log1p(Math.exp(logExcess)));
    }

    /** ln E[L^a] is convex in a, so the chord between the neighbouring integers is an upper bound. */
    static double chord(AddOrRemovePair pair, double order) {
        int floor = (int) order;
        double share = order - floor;
        double low = floor == 1 ? 0 : logMoment(pair, floor);
        return share == 0 ? low : (1 - share) * low + share * logMoment(pair, floor + 1);
    }

    private static double logExpm1(double x) {
        return x > 1 ? x + Math.log1p(-Math.exp(-x)) : Math.log(Math.expm1(x));
    }
}
