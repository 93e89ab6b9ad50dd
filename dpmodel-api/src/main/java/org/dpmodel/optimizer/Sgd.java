package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Stochastic gradient descent: p ← p − η (g + λ p), with learning rate η and weight decay λ, in float arithmetic as
 * PyTorch's {@code SGD} and MindSpore's.
 *
 * @param learningRate η by step
 * @param weightDecay λ; non-negative and finite
 */
public record Sgd(LearningRateSchedule learningRate, double weightDecay) implements Optimizer {
    /**
     * Checks the hyperparameters.
     *
     * @param learningRate η by step
     * @param weightDecay λ; non-negative and finite
     * @throws IllegalArgumentException if {@code weightDecay} is out of range
     */
    public Sgd {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.nonNegative("weightDecay", weightDecay, "pass 0 for none");
    }

    /**
     * The same with a different weight decay.
     *
     * @param decay λ; non-negative and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code decay} is out of range
     */
    public Sgd withWeightDecay(double decay) {
        return new Sgd(learningRate, decay);
    }

    @Override
    public String name() {
        return "SGD";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Hyperparameters.of("learningRate", learningRate, "weightDecay", weightDecay);
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new State(parameterSizes);
    }

    private final class State extends MomentState {
        State(int[] parameterSizes) {
            super(learningRate, parameterSizes);
        }

        @Override
        void update(int index, int from, int count, float[] parameter, float[] gradient, Step step) {
            float eta = (float) step.learningRate();
            float lambda = (float) weightDecay;
            for (int i = 0; i < count; i++) {
                parameter[i] -= eta * (gradient[i] + lambda * parameter[i]);
            }
        }
    }
}
