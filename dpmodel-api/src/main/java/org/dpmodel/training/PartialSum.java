package org.dpmodel.training;

/**
 * What one worker adds to a step.
 *
 * @param sums sum of clipped gradients, one array for each parameter
 * @param tally what its units looked like
 */
record PartialSum(float[][] sums, Tally tally) {
    /** Adds the second to the first, element by element. */
    static void add(float[][] total, float[][] part) {
        for (int i = 0; i < total.length; i++) {
            float[] sum = total[i];
            float[] values = part[i];
            for (int j = 0; j < sum.length; j++) {
                sum[j] += values[j];
            }
        }
    }
}
