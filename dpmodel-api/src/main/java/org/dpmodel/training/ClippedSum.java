package org.dpmodel.training;

import org.dpmodel.callback.StepReport;

/** The sum of the clipped gradients of a step, before noise, and what was seen on the way. All of it is sensitive. */
public final class ClippedSum {
    private final float[][] sums;
    private final double unclippedExcess;
    private final StepReport report;

    ClippedSum(float[][] sums, double unclippedExcess, StepReport report) {
        this.sums = sums;
        this.unclippedExcess = unclippedExcess;
        this.report = report;
    }

    /**
     * The sums themselves, to which noise is added in place.
     *
     * @return one array for each parameter
     */
    public float[][] sums() {
        return sums;
    }

    /**
     * The number of units that were not clipped, less 1/2 for each unit, so that one unit moves it by 1/2 (Andrew et al.
     * 2021, arXiv:1905.03871). Must get noise before it is used.
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
