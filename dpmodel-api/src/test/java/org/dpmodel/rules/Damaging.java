package org.dpmodel.rules;

import java.util.function.Consumer;
import org.dpmodel.optimizer.ForwardingOptimizer;
import org.dpmodel.optimizer.ForwardingOptimizerState;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerState;

/** An optimizer whose parameters somebody changes after each update. */
record Damaging(Optimizer inner, Consumer<float[][]> change) implements ForwardingOptimizer {
    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new ForwardingOptimizerState(inner.newState(parameterSizes)) {
            @Override
            public void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
                super.update(parameters, gradients, noiseDeviation);
                change.accept(parameters);
            }
        };
    }
}
