package org.dpmodel.optimizer;

/**
 * The learning rate as a function of the step. Implementations are immutable and thread-safe; their {@link
 * Object#toString} describes them in a model's provenance, which is why the schedules here are records.
 */
@FunctionalInterface
public interface LearningRateSchedule {
    /**
     * The learning rate of a step.
     *
     * @param step the step, counted from 0 over the whole training
     * @return non-negative and finite
     */
    double at(long step);

    /**
     * The same learning rate in every step.
     *
     * @param learningRate non-negative and finite
     * @return the schedule
     * @throws IllegalArgumentException if {@code learningRate} is out of range
     */
    static LearningRateSchedule constant(double learningRate) {
        return new ConstantLearningRate(learningRate);
    }

    /**
     * This schedule after a linear warm-up to its first rate; its own step 0 is the first step after the warm-up. See
     * {@link LinearWarmUp}.
     *
     * @param steps the length of the warm-up; at least 1
     * @return the schedule with a warm-up before it
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    default LearningRateSchedule afterWarmUp(long steps) {
        return new LinearWarmUp(steps, this);
    }
}
