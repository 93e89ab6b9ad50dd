package org.dpmodel.rules;

import org.dpmodel.optimizer.ForwardingOptimizer;
import org.dpmodel.optimizer.ForwardingOptimizerState;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerState;

/** An optimizer that lets somebody look just before each update. */
record Watching(Optimizer inner, Runnable look) implements ForwardingOptimizer {
    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new ForwardingOptimizerState(inner.newState(parameterSizes)) {
            @Override
            public void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
                look.run();
                super.update(parameters, gradients, noiseDeviation);
            }
        };
    }
}
