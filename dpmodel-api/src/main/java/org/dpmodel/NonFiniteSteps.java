package org.dpmodel;

import org.dpmodel.callback.StepReport;

/** Counts steps in a row of which some gradients were not finite. Mutable, for the training thread. */
final class NonFiniteSteps {
    /** So many in a row are no accident of the draw. */
    static final int MOST_IN_A_ROW = 10;

    private int inARow;

    /** Counts a step, after its result was used; throws if there were too many. */
    void count(long step, StepReport report) {
        inARow = report.nonFinite() > 0 ? inARow + 1 : 0;
        if (inARow == MOST_IN_A_ROW) {
            throw new NonFiniteGradientsException(inARow, step - inARow + 1);
        }
    }
}
