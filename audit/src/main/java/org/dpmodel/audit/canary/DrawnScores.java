package org.dpmodel.audit.canary;

/** Likelihood ratios if a record is drawn in each step with the same probability, independently of other steps. */
final class DrawnScores implements SideScores {
    private final double[] sums;
    private final double probability;

    DrawnScores(int rows, double probability) {
        this.sums = new double[rows];
        this.probability = probability;
    }

    @Override
    public void add(int row, double x, double variance) {
        sums[row] += SideScores.drawn(probability, SideScores.logRatio(x, variance));
    }

    @Override
    public void endStep() {
        // steps are independent
    }

    @Override
    public double[] values() {
        return sums.clone();
    }
}
