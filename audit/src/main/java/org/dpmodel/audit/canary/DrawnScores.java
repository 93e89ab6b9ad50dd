package org.dpmodel.audit.canary;

/** Ratios where a record is drawn in each step with the same probability, independently of other steps. */
final class DrawnScores implements SideScores {
    /** From here on 1 − q is no part of a double with q exp(a). */
    private static final double LARGE = 40;

    private final double[] sums;
    private final double probability;
    private final double logProbability;

    DrawnScores(int rows, double probability) {
        this.sums = new double[rows];
        this.probability = probability;
        this.logProbability = Math.log(probability);
    }

    @Override
    public void add(int row, double logRatio) {
        if (probability == 1) {
            // 1 − q + q exp(a) would lose a small exp(a) beside the two ones
            sums[row] += logRatio;
        } else {
            sums[row] += logRatio > LARGE - logProbability
                    ? logRatio + logProbability
                    : Math.log1p(probability * Math.expm1(logRatio));
        }
    }

    @Override
    public void endStep() {
        // each step stands for itself
    }

    @Override
    public double[] values() {
        return sums.clone();
    }
}
