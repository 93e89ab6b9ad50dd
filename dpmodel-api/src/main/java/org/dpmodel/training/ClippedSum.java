package org.dpmodel.training;

import org.dpmodel.callback.StepReport;

/** The sum of the clipped gradients of a step, before noise, and what was seen on the way. All of it is sensitive. */
public final class ClippedSum {
    private final float[][] sums;
    private final StepReport report;

    ClippedSum(float[][] sums, StepReport report) {
        this.sums = sums;
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
     * What was seen on the way.
     *
     * @return losses, norms and counts
     */
    public StepReport report() {
        return report;
    }
}
