package org.dpmodel.accountant;

import org.apache.commons.math3.distribution.BinomialDistribution;

/** Probabilities that a Poisson sample is truncated, or full, rounded up. */
final class Truncation {
    /** Relative error of a probability of the saddle-point form, and of a million quotients of neighbours. */
    private static final double BINOMIAL_ROUNDING = 1e-9;

    private static final double NEGLIGIBLE_TERM = 1e-18;
    private static final int MOST_TERMS = 1_000_000;

    private Truncation() {}

    /**
     * Bounds the probability that a sample exceeds its maximum size, in the dataset and in its neighbours, which may have
     * one more example, by Chernoff's bound.
     */
    static double probability(DpEvent.TruncatedPoissonSampled event) {
        return chernoff(event.datasetSize() + 1.0, event.maximumBatchSize() + 1.0, event.samplingProbability());
    }

    /**
     * Bounds the probability that the drawn others fill the batch, with at most n others. Uses exact terms, since
     * Chernoff's bound is too large by a factor of about the standard deviation.
     */
    static double fullProbability(DpEvent.TruncatedPoissonSampled event) {
        double q = event.samplingProbability();
        double bound = chernoff((double) event.datasetSize(), (double) event.maximumBatchSize(), q);
        boolean summable = event.datasetSize() < Integer.MAX_VALUE && event.maximumBatchSize() <= event.datasetSize();
        if (!summable || q == 0 || q == 1) {
            return bound;
        }
        double sum = tail((int) event.datasetSize(), q, (int) event.maximumBatchSize());
        return Math.max(Double.MIN_NORMAL, Math.min(bound, sum * (1 + BINOMIAL_ROUNDING)));
    }

    /** P(X ≥ k) for X ~ Binomial(n, q), term by term; 1 if this needs too many terms. */
    private static double tail(int n, double q, int k) {
        double logTerm = new BinomialDistribution(null, n, q).logProbability(k);
        double term = 1;
        double sum = 1;
        double odds = q / (1 - q);
        for (int i = k; i < n; i++) {
            double quotient = (n - i) / (i + 1.0) * odds;
            term *= quotient;
            sum += term;
            if (quotient < 1 && term < NEGLIGIBLE_TERM * sum * (1 - quotient)) {
                break;
            }
            if (i - k > MOST_TERMS || Double.isInfinite(sum)) {
                return 1;
            }
        }
        return Math.exp(logTerm) * sum;
    }

    /**
     * Chernoff's bound for X ~ Binomial(n, q), for k above n q:
     *
     * <pre>
     * P(X ≥ k) ≤ exp(-n KL(k / n ‖ q)),   KL(p ‖ q) = p ln(p / q) + (1 - p) ln((1 - p) / (1 - q))
     * </pre>
     *
     * (Hoeffding 1963, Theorem 1.)
     */
    private static double chernoff(double examples, double cut, double q) {
        if (cut > examples || q == 0) {
            return 0;
        }
        double p = cut / examples;
        if (p <= q) {
            return 1;
        }
        double rest = p == 1 ? 0 : (1 - p) * (Math.log1p(-p) - Math.log1p(-q));
        double exponent = examples * (p * Math.log(p / q) + rest);
        // The error from cancellation between the two terms is at most their sizes times a few units of rounding.
        double rounding = examples * (Math.abs(p * Math.log(p / q)) + Math.abs(rest)) * 1e-14;
        // not 0, since a large epsilon multiplies it by more than the inverse of the smallest double
        return Math.max(Double.MIN_NORMAL, Math.min(1, Math.exp(rounding - exponent) * (1 + 1e-12)));
    }
}
