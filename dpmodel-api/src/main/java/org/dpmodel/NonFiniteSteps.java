package org.dpmodel;

import org.dpmodel.callback.StepReport;

/** Counts consecutive steps with gradients that are not finite. Mutable, for the training thread. */
final class NonFiniteSteps {
    /** This many in a row cannot be due to chance. */
    static final int MOST_IN_A_ROW = 10;

    private final boolean ofSearch;
    private int inARow;

    /**
     * A counter for a training.
     *
     * @param ofSearch whether only the best of several runs, of which this is one, is released: then nothing that was
     *     computed without noise may end it, since a run that ends does not win (ADR 108)
     */
    NonFiniteSteps(boolean ofSearch) {
        this.ofSearch = ofSearch;
    }

    /** Counts a step after its result was used; throws if there were too many. */
    void count(long step, StepReport report) {
        inARow = report.nonFinite() > 0 ? inARow + 1 : 0;
        if (inARow == MOST_IN_A_ROW && !ofSearch) {
            throw new NonFiniteGradientsException(inARow, step - inARow + 1);
        }
    }
}
