package org.dpmodel.accountant;

/** The probability that a Poisson sample is cut. */
final class Truncation {
    private Truncation() {}

    /**
     * Bounds the probability that a sample exceeds its largest size, in the dataset and in its neighbours, which may have
     * one example more, by Chernoff's bound for X ~ Binomial(n, q), for k above n q:
     *
     * <pre>
     * P(X ≥ k) ≤ exp(-n KL(k / n ‖ q)),   KL(p ‖ q) = p ln(p / q) + (1 - p) ln((1 - p) / (1 - q))
     * </pre>
     *
     * (Hoeffding 1963, Theorem 1.)
     */
    static double probability(DpEvent.TruncatedPoissonSampled event) {
        double examples = event.datasetSize() + 1.0;
        double cut = event.maximumBatchSize() + 1.0;
        double q = event.samplingProbability();
        if (cut > examples || q == 0) {
            return 0;
        }
        double p = cut / examples;
        if (p <= q) {
            return 1;
        }
        double rest = p == 1 ? 0 : (1 - p) * (Math.log1p(-p) - Math.log1p(-q));
        double exponent = examples * (p * Math.log(p / q) + rest);
        // Cancellation between the two terms errs by at most their sizes times a few units of rounding.
        double rounding = examples * (Math.abs(p * Math.log(p / q)) + Math.abs(rest)) * 1e-14;
        // not 0: a large epsilon multiplies it by more than doubles can be small
        return Math.max(Double.MIN_NORMAL, Math.min(1, Math.exp(rounding - exponent) * (1 + 1e-12)));
    }
}
