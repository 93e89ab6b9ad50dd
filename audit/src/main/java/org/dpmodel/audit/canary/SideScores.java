package org.dpmodel.audit.canary;

/** Log-likelihood ratios of all rows for one direction of the pull. Mutable. */
interface SideScores {
    /** Takes the ratio of a row, given that its record was drawn in the step. */
    void add(int row, double logRatio);

    /** All rows of the step were added. */
    void endStep();

    /** The ratios so far; a copy. */
    double[] values();
}
