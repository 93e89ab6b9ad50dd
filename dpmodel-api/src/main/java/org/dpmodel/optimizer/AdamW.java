package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101), as PyTorch's {@code AdamW}: the decay
 * shrinks the parameter and does not enter the moments.
 *
 * <pre>
 * p ← p − η λ p
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * p ← p − η · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)        t = 1, 2, ...
 * </pre>
 *
 * @param learningRate η by step
 * @param beta1 β₁; in [0, 1)
 * @param beta2 β₂; in [0, 1)
 * @param epsilon ε; positive and finite
 * @param weightDecay λ; non-negative and finite
 */
public record AdamW(LearningRateSchedule learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements Optimizer {
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
    public AdamW {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.fraction("beta1", beta1, "0.9 is usual");
        Require.fraction("beta2", beta2, "0.999 is usual");
        Require.positive("epsilon", epsilon, "1e-8 is usual");
        Require.nonNegative("weightDecay", weightDecay, "0.01 is usual");
    }

    /**
     * AdamW with the usual β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and λ = 0.01.
     *
     * @param learningRate η by step
     */
    public AdamW(LearningRateSchedule learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0.01);
    }

    /**
     * The same with a different weight decay.
     *
     * @param decay λ; non-negative and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code decay} is out of range
     */
    public AdamW withWeightDecay(double decay) {
        return new AdamW(learningRate, beta1, beta2, epsilon, decay);
    }

    @Override
    public String name() {
        return "AdamW";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay).hyperparameters();
    }

    /** Adam's own state, applied after the weight decay. */
    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new Adam(learningRate, beta1, beta2, epsilon, 0)
                .newState(
                        (parameter, count, step) -> {
                            float kept = (float) (1 - step.learningRate() * weightDecay);
                            for (int i = 0; i < count; i++) {
                                parameter[i] *= kept;
                            }
                        },
                        parameterSizes);
    }
}
