package org.dpmodel.optimizer;

import java.util.Map;

/**
 * An optimization algorithm with its hyperparameters: an immutable description that makes the mutable {@link
 * OptimizerState} of one run.
 */
public interface Optimizer {
    /**
     * The name of the algorithm, as accepted by {@link Optimizers#byName}.
     *
     * @return for example "Momentum"
     */
    String name();

    /**
     * The learning rate of each step.
     *
     * @return the schedule
     */
    LearningRateSchedule learningRate();

    /**
     * Lists the hyperparameters for a model's provenance.
     *
     * @return name to value as text, in a fixed order, unmodifiable
     */
    Map<String, String> hyperparameters();

    /**
     * Starts a run.
     *
     * @param parameterSizes the number of elements of each parameter
     * @return a new state, at step 0
     * @throws IllegalArgumentException if a size is negative
     */
    OptimizerState newState(int... parameterSizes);
}
