package org.dpmodel;

import org.dpmodel.callback.StepReport;

/** Counts consecutive steps with gradients that are not finite. Mutable, for the training thread. */
final class NonFiniteSteps {
    /** This many in a row cannot be due to chance. */
    static final int MOST_IN_A_ROW = 10;

    private int inARow;

    /** Counts a step after its result was used; throws if there were too many. */
    void count(long step, StepReport report) {
        inARow = report.nonFinite() > 0 ? inARow + 1 : 0;
        if (inARow == MOST_IN_A_ROW) {
            throw new NonFiniteGradientsException(inARow, step - inARow + 1);
        }
    }
}
