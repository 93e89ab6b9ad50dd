package org.dpmodel.training;

import org.dpmodel.callback.StepReport;

/**
 * The sum of the clipped gradients of a step, before noise, and what was observed while computing it. All of it is
 * sensitive.
 */
public final class ClippedSum {
    private final double[][] totals;
    private final double unclippedExcess;
    private final StepReport report;

    ClippedSum(double[][] totals, double unclippedExcess, StepReport report) {
        this.totals = totals;
        this.unclippedExcess = unclippedExcess;
        this.report = report;
    }

    /**
     * The sums themselves, to which noise is added in place. They must not be rounded to float32 before noise is added:
     * for large sums, this would lose more than the margin of the clipping norm. The next sum of the same computer is
     * written into the same arrays.
     *
     * @return one array for each parameter
     */
    public double[][] totals() {
        return totals;
    }

    /**
     * The sums rounded to float32, for reports and tests.
     *
     * @return a copy, one array for each parameter
     */
    public float[][] sums() {
        float[][] rounded = new float[totals.length][];
        for (int i = 0; i < totals.length; i++) {
            rounded[i] = new float[totals[i].length];
            for (int j = 0; j < rounded[i].length; j++) {
                rounded[i][j] = (float) totals[i][j];
            }
        }
        return rounded;
    }

    /**
     * The number of units that were not clipped, less 1/2 for each unit, so that one unit moves it by 1/2 (Andrew et al.
     * 2021, arXiv:1905.03871). Noise must be added before it is used.
     *
     * @return a multiple of 1/2
     */
    public double unclippedExcess() {
        return unclippedExcess;
    }

    /**
     * What was seen on the way.
     *
     * @return losses, norms and counts
     */
    public StepReport report() {
        return report;
    }
}
