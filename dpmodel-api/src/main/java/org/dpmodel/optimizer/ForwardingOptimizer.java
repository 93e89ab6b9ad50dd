package org.dpmodel.optimizer;

import java.util.Map;

/** An optimizer that is called as another one is; the state of a run, mostly a {@link ForwardingOptimizerState}, is its own. */
public interface ForwardingOptimizer extends Optimizer {
    /**
     * Who is asked.
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
