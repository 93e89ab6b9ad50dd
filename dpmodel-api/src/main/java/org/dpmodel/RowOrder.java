package org.dpmodel;

import org.apache.commons.rng.UniformRandomProvider;

/** Random orders of drawn units. */
final class RowOrder {
    private RowOrder() {}

    /**
     * Shuffles units of consecutive examples, by Fisher and Yates.
     *
     * @param drawn positions in the dataset
     * @param unitSize examples that stay together, in their order
     * @param random the step's stream for rows
     * @return a new array
     */
    static int[] shuffled(int[] drawn, int unitSize, UniformRandomProvider random) {
        int[] order = drawn.clone();
        for (int unit = order.length / unitSize - 1; unit > 0; unit--) {
            int other = random.nextInt(unit + 1);
            for (int member = 0; member < unitSize; member++) {
                int swapped = order[unit * unitSize + member];
                order[unit * unitSize + member] = order[other * unitSize + member];
                order[other * unitSize + member] = swapped;
            }
        }
        return order;
    }
}
