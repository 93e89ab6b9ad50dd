package org.dpmodel.optimizer;

import java.util.Objects;
import java.util.OptionalDouble;

/** The state of an optimizer that delegates everything to another one; override what differs. */
public abstract class ForwardingOptimizerState implements OptimizerState {
    private final OptimizerState inner;

    /**
     * Wraps a state.
     *
     * @param inner the state that calls are forwarded to
     */
    protected ForwardingOptimizerState(OptimizerState inner) {
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    @Override
    public void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
        inner.update(parameters, gradients, noiseDeviation);
    }

    @Override
    public void changeLearningRate(double learningRate) {
        inner.changeLearningRate(learningRate);
    }

    @Override
    public OptionalDouble learningRate() {
        return inner.learningRate();
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
