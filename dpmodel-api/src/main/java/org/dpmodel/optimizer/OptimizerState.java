package org.dpmodel.optimizer;

/** What an optimizer remembers between the steps of one run. Mutable; one thread. */
public interface OptimizerState {
    /**
     * Moves the parameters by one step, in place, and counts the step.
     *
     * @param parameters the parameters' elements, row-major, in the order and of the sizes given to {@link
     *     Optimizer#newState}
     * @param gradients the averaged, noised gradients, of the same sizes; left unchanged
     * @throws IllegalArgumentException if the number or a size of the arrays differs; nothing is then changed
     * @throws IllegalStateException if the schedule gives a learning rate that is NaN, infinite or negative; nothing is
     *     then changed
     */
    void update(float[][] parameters, float[][] gradients);

    /**
     * Counts the steps done, which is also the step that the learning-rate schedule is asked for next.
     *
     * @return at least 0
     */
    long steps();

    /**
     * Copies everything that is needed to continue elsewhere.
     *
     * @return a copy, for a checkpoint
     */
    OptimizerSnapshot snapshot();

    /**
     * Replaces this state by a snapshot, for example of a checkpoint.
     *
     * @param snapshot a snapshot of the same algorithm over parameters of the same sizes
     * @throws IllegalArgumentException if the moments' names or sizes differ; nothing is then changed
     */
    void restore(OptimizerSnapshot snapshot);
}
