package org.dpmodel.audit.canary;

import java.util.Arrays;

/** Likelihood ratios if a record is drawn in one step of each epoch: the mean over the steps that it may have been. */
final class EpochScores implements SideScores {
    private final double[] sums;
    private final double[] epoch;
    private final int stepsPerEpoch;
    private int stepInEpoch;

    EpochScores(int rows, int stepsPerEpoch) {
        this.sums = new double[rows];
        this.epoch = new double[rows];
        this.stepsPerEpoch = stepsPerEpoch;
        Arrays.fill(epoch, Double.NEGATIVE_INFINITY);
    }

    @Override
    public void add(int row, double x, double variance) {
        double logRatio = SideScores.logRatio(x, variance);
        double larger = Math.max(epoch[row], logRatio);
        double smaller = Math.min(epoch[row], logRatio);
        epoch[row] = larger + Math.log1p(Math.exp(smaller - larger));
    }

    @Override
    public void endStep() {
        stepInEpoch++;
        if (stepInEpoch == stepsPerEpoch) {
            for (int row = 0; row < sums.length; row++) {
                sums[row] += epoch[row] - Math.log(stepsPerEpoch);
            }
            Arrays.fill(epoch, Double.NEGATIVE_INFINITY);
            stepInEpoch = 0;
        }
    }

    /** An interrupted epoch does not count. */
    @Override
    public double[] values() {
        return sums.clone();
    }
}
