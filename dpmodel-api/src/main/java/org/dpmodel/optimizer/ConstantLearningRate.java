package org.dpmodel.optimizer;

/**
 * The same learning rate in every step.
 *
 * @param learningRate non-negative and finite
 */
public record ConstantLearningRate(double learningRate) implements LearningRateSchedule {
    /**
     * Checks the learning rate.
     *
     * @param learningRate non-negative and finite
     * @throws IllegalArgumentException if {@code learningRate} is NaN, infinite or negative
     */
    public ConstantLearningRate {
        Rates.check("learningRate", learningRate);
    }

    @Override
    public double at(long step) {
        return learningRate;
    }
}
