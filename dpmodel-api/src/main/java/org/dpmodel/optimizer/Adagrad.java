package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Adagrad (Duchi, Hazan, Singer 2011), as PyTorch's {@code Adagrad}:
 *
 * <pre>
 * d = g + λ p
 * s ← s + d²
 * p ← p − η d / (√s + ε)
 * </pre>
 *
 * @param learningRate η by step
 * @param epsilon ε; positive and finite
 * @param weightDecay λ, added to the gradient; non-negative and finite
 */
public record Adagrad(LearningRateSchedule learningRate, double epsilon, double weightDecay) implements Optimizer {
    private static final String SUM = "sum of squares";

    /**
     * Checks the hyperparameters.
     *
     * @param learningRate η by step
     * @param epsilon ε; positive and finite
     * @param weightDecay λ; non-negative and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Adagrad {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.positive("epsilon", epsilon, "1e-10 is usual");
        Require.nonNegative("weightDecay", weightDecay, "pass 0 for none");
    }

    /**
     * Adagrad with the usual ε = 1e-10 and no weight decay.
     *
     * @param learningRate η by step
     */
    public Adagrad(LearningRateSchedule learningRate) {
        this(learningRate, 1e-10, 0);
    }

    /**
     * The same with a different weight decay.
     *
     * @param decay λ; non-negative and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code decay} is out of range
     */
    public Adagrad withWeightDecay(double decay) {
        return new Adagrad(learningRate, epsilon, decay);
    }

    @Override
    public String name() {
        return "Adagrad";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Hyperparameters.of("learningRate", learningRate, "epsilon", epsilon, "weightDecay", weightDecay);
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new State(parameterSizes);
    }

    private final class State extends MomentState {
        State(int[] parameterSizes) {
            super(learningRate, parameterSizes, SUM);
        }

        @Override
        void update(int index, int from, int count, float[] parameter, float[] gradient, Step step) {
            float[] sum = moment(SUM)[index];
            float eta = (float) step.learningRate();
            float eps = (float) epsilon;
            float lambda = (float) weightDecay;
            for (int i = 0; i < count; i++) {
                float direction = gradient[i] + lambda * parameter[i];
                float s = sum[from + i] + direction * direction;
                sum[from + i] = s;
                parameter[i] -= eta * direction / ((float) Math.sqrt(s) + eps);
            }
        }
    }
}
