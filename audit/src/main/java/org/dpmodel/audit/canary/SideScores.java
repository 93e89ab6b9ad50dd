package org.dpmodel.audit.canary;

/** Log-likelihood ratios of all rows for one direction of the pull. Mutable. */
interface SideScores {
    /** From here on, adding 1 − q does not change q exp(a) as a double. */
    double LARGE = 40;

    /**
     * Receives the released number of a row.
     *
     * @param x in clipping norms of the sum
     * @param variance of the noise that is drawn for it, in the same units
     */
    void add(int row, double x, double variance);

    /** Ends a step, after all rows were added. */
    void endStep();

    /** The ratios so far; a copy. */
    double[] values();

    /** The ratio "mean 1" against "mean 0" of a normal number. */
    static double logRatio(double x, double variance) {
        return (2 * x - 1) / (2 * variance);
    }

    /** ln(1 − q + q exp(a)): the ratio if the record was drawn with probability q. */
    static double drawn(double probability, double logRatio) {
        if (probability == 1) {
            // 1 − q + q exp(a) would lose a small exp(a) next to 1
            return logRatio;
        }
        double logProbability = Math.log(probability);
        return logRatio > LARGE - logProbability
                ? logRatio + logProbability
                : Math.log1p(probability * Math.expm1(logRatio));
    }
}
