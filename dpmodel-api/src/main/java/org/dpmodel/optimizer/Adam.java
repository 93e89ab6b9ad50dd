package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1), with bias correction and ε as in the paper and in PyTorch:
 *
 * <pre>
 * d = g + λ p
 * m ← β₁ m + (1 − β₁) d
 * v ← β₂ v + (1 − β₂) d²
 * p ← p − η · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)        t = 1, 2, ...
 * </pre>
 *
 * <p>MindSpore adds its ε to √v instead, the paper's "ε̂"; with the default 1e-8 the two differ only where gradients are
 * that small.
 *
 * @param learningRate η by step
 * @param beta1 β₁; in [0, 1)
 * @param beta2 β₂; in [0, 1)
 * @param epsilon ε; positive and finite
 * @param weightDecay λ, added to the gradient; non-negative and finite
 */
public record Adam(LearningRateSchedule learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements Optimizer {
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    /**
     * Checks the hyperparameters.
     *
     * @param learningRate η by step
     * @param beta1 β₁; in [0, 1)
     * @param beta2 β₂; in [0, 1)
     * @param epsilon ε; positive and finite
     * @param weightDecay λ; non-negative and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Adam {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.fraction("beta1", beta1, "0.9 is usual");
        Require.fraction("beta2", beta2, "0.999 is usual");
        Require.positive("epsilon", epsilon, "1e-8 is usual");
        Require.nonNegative("weightDecay", weightDecay, "pass 0 for none");
    }

    /**
     * Adam with the usual β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and no weight decay.
     *
     * @param learningRate η by step
     */
    public Adam(LearningRateSchedule learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    /**
     * The same with different decay factors.
     *
     * @param first β₁; in [0, 1)
     * @param second β₂; in [0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if a factor is out of range
     */
    public Adam withBetas(double first, double second) {
        return new Adam(learningRate, first, second, epsilon, weightDecay);
    }

    /**
     * The same with another ε.
     *
     * @param value ε; positive and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code value} is out of range
     */
    public Adam withEpsilon(double value) {
        return new Adam(learningRate, beta1, beta2, value, weightDecay);
    }

    /**
     * The same with a different weight decay.
     *
     * @param decay λ; non-negative and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code decay} is out of range
     */
    public Adam withWeightDecay(double decay) {
        return new Adam(learningRate, beta1, beta2, epsilon, decay);
    }

    @Override
    public String name() {
        return "Adam";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Hyperparameters.of(
                "learningRate",
                learningRate,
                "beta1",
                beta1,
                "beta2",
                beta2,
                "epsilon",
                epsilon,
                "weightDecay",
                weightDecay);
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return newState((parameter, count, step) -> {}, parameterSizes);
    }

    /** Changes the first elements of an array, before Adam's own update of them. */
    @FunctionalInterface
    interface Before {
        void change(float[] parameter, int count, Step step);
    }

    /** A state that changes each parameter before Adam's own update. */
    OptimizerState newState(Before before, int... parameterSizes) {
        return new State(before, parameterSizes);
    }

    private final class State extends MomentState {
        private final Before before;

        State(Before before, int[] parameterSizes) {
            super(learningRate, parameterSizes, FIRST, SECOND);
            this.before = before;
        }

        @Override
        void update(int index, int from, int count, float[] parameter, float[] gradient, Step step) {
            before.change(parameter, count, step);
            float[] first = moment(FIRST)[index];
            float[] second = moment(SECOND)[index];
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float c1 = (float) (1 - beta1);
            float c2 = (float) (1 - beta2);
            float size = (float) (step.learningRate() / step.correction(beta1));
            float rootOfCorrection = (float) Math.sqrt(step.correction(beta2));
            float eps = (float) epsilon;
            float lambda = (float) weightDecay;
            for (int i = 0; i < count; i++) {
                float direction = gradient[i] + lambda * parameter[i];
                float m = b1 * first[from + i] + c1 * direction;
                float v = b2 * second[from + i] + c2 * direction * direction;
                first[from + i] = m;
                second[from + i] = v;
                parameter[i] -= size * m / ((float) Math.sqrt(v) / rootOfCorrection + eps);
            }
        }
    }
}
