package org.dpmodel.optimizer;

import java.util.Optional;
import java.util.OptionalDouble;

/** What an optimizer keeps between the steps of one run. Mutable; one thread. */
public interface OptimizerState {
    /**
     * Updates the parameters by one step, in place, and counts the step.
     *
     * @param parameters the parameters' elements, row-major, with the order and sizes given to {@link Optimizer#newState}
     * @param gradients the averaged, noised gradients, of the same sizes; left unchanged
     * @param noiseDeviation standard deviation of the noise on each element of the gradients, public; 0 without noise
     * @throws IllegalArgumentException if the number or a size of the arrays differs, or {@code noiseDeviation} is NaN,
     *     infinite or negative; nothing is then changed
     * @throws IllegalStateException if the schedule gives a learning rate that is NaN, infinite or negative; nothing is
     *     then changed
     */
    void update(float[][] parameters, float[][] gradients, double noiseDeviation);

    /**
     * Updates the parameters by one step of gradients without noise.
     *
     * @param parameters the parameters' elements
     * @param gradients the averaged gradients; left unchanged
     * @throws IllegalArgumentException if the number or a size of the arrays differs; nothing is then changed
     * @throws IllegalStateException if the schedule gives a learning rate that is NaN, infinite or negative; nothing is
     *     then changed
     */
    default void update(float[][] parameters, float[][] gradients) {
        update(parameters, gradients, 0);
    }

    /**
     * Begins a step that is done in blocks of elements, and counts it, if the algorithm updates each element by its own
     * gradient and state alone. Large networks then need no arrays of all mean gradients and of all parameters. A state
     * that changes what {@link #update} of another one does must not return the other's blocks.
     *
     * @param noiseDeviation standard deviation of the noise on each element of the gradients, public; 0 without noise
     * @return the step, whose blocks must cover each element once; empty, and nothing is counted, if only {@link #update}
     *     does a step
     * @throws IllegalArgumentException if {@code noiseDeviation} is NaN, infinite or negative; nothing is then changed
     * @throws IllegalStateException if the schedule gives a learning rate that is NaN, infinite or negative; nothing is
     *     then changed
     */
    default Optional<BlockUpdate> beginBlocks(double noiseDeviation) {
        return Optional.empty();
    }

    /**
     * Sets the learning rate of all steps from the next one on, in place of the schedule. Snapshots include it.
     *
     * @param learningRate non-negative and finite
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if this algorithm has no such rate
     */
    default void changeLearningRate(double learningRate) {
        throw new UnsupportedOperationException("the state " + getClass().getName()
                + " must implement changeLearningRate before its learning rate can be changed, found none: implement it, or"
                + " pass a schedule to the optimizer");
    }

    /**
     * The learning rate that was set in place of the schedule.
     *
     * @return empty unless {@link #changeLearningRate} was called
     */
    default OptionalDouble learningRate() {
        return OptionalDouble.empty();
    }

    /**
     * The number of steps done, which is also the step for which the learning-rate schedule is evaluated next.
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
     * Replaces this state by a snapshot, for example from a checkpoint.
     *
     * @param snapshot a snapshot of the same algorithm over parameters of the same sizes
     * @throws IllegalArgumentException if the moments' names or sizes differ; nothing is then changed
     */
    void restore(OptimizerSnapshot snapshot);
}
