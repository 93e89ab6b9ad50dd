package org.dpmodel.training;

/**
 * The contribution of one worker to a step. Mutable, for the worker's thread until the step is summed up.
 *
 * @param sums sums of clipped gradients
 * @param tally counts its units
 */
record PartialSum(GridSum sums, Tally tally) {
    /** Adds the sums of another worker, on the same grid. */
    void add(PartialSum other) {
        sums.add(other.sums);
        tally.add(other.tally);
    }
}
