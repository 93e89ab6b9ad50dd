package org.dpmodel.audit.release;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerSnapshot;
import org.dpmodel.optimizer.OptimizerState;

/**
 * An optimizer that a listener stands in front of: what the training releases goes through it. Nothing else of the training
 * knows, so that what is watched is what is used.
 *
 * @param inner the optimizer that moves the parameters
 * @param listener what stands in front
 */
public record WatchedOptimizer(Optimizer inner, ReleaseListener listener) implements Optimizer {
    /** Checks that both are there. */
    public WatchedOptimizer {
        Objects.requireNonNull(inner, "inner");
        Objects.requireNonNull(listener, "listener");
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public LearningRateSchedule learningRate() {
        return inner.learningRate();
    }

    @Override
    public Map<String, String> hyperparameters() {
        return inner.hyperparameters();
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new WatchedState(inner.newState(parameterSizes), listener);
    }

    private record WatchedState(OptimizerState inner, ReleaseListener listener) implements OptimizerState {
        @Override
        public void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
            inner.update(parameters, listener.released(inner.steps(), gradients, noiseDeviation), noiseDeviation);
        }

        @Override
        public long steps() {
            return inner.steps();
        }

        @Override
        public OptimizerSnapshot snapshot() {
            return inner.snapshot();
        }

        @Override
        public void restore(OptimizerSnapshot snapshot) {
            inner.restore(snapshot);
        }
    }
}
