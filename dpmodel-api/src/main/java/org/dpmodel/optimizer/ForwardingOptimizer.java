package org.dpmodel.optimizer;

import java.util.Map;

/** An optimizer that has the name of another one and its own state, usually a {@link ForwardingOptimizerState}. */
public interface ForwardingOptimizer extends Optimizer {
    /**
     * The optimizer that calls are forwarded to.
     *
     * @return the other optimizer
     */
    Optimizer inner();

    @Override
    default String name() {
        return inner().name();
    }

    @Override
    default LearningRateSchedule learningRate() {
        return inner().learningRate();
    }

    @Override
    default Map<String, String> hyperparameters() {
        return inner().hyperparameters();
    }
}
