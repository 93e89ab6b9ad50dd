package org.dpmodel.training;

/**
 * What one worker adds to a step. Mutable, for the worker's thread until the step is summed up.
 *
 * @param sums sums of clipped gradients
 * @param tally what its units looked like
 */
record PartialSum(GridSum sums, Tally tally) {
    /** Adds what another worker has summed, on the same grid. */
    void add(PartialSum other) {
        sums.add(other.sums);
        tally.add(other.tally);
    }
}
