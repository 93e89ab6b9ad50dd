package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Adam for private gradients, "DP-AdamBC" (Tang, Shpilevskiy, Lécuyer 2023, arXiv 2312.14334, algorithm 1). Privacy
 * noise adds its variance Φ to the second moment, which in plain Adam dominates the gradients' own variance and leaves
 * little more than SGD; here it is subtracted again:
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * w ← β₂ w + (1 − β₂) (g² − Φ)                            Φ = (standard deviation of the noise on g)²
 * p ← p − η · m / (1 − β₁ᵗ) / √max(w / (1 − β₂ᵗ), γ)        t = 1, 2, ...
 * </pre>
 *
 * With constant noise, w is the paper's v − Φ; if the noise changes from step to step, each step's own variance is
 * subtracted. Φ is public, so this is post-processing and costs no privacy. Without noise it is Adam with a different ε.
 *
 * @param learningRate η by step
 * @param beta1 β₁; in [0, 1)
 * @param beta2 β₂; in [0, 1)
 * @param floor γ, a lower bound on the second moment in the denominator; positive and finite. The smaller it is, the
 *     larger the updates where noise hides the gradient
 */
public record AdamBC(LearningRateSchedule learningRate, double beta1, double beta2, double floor) implements Optimizer {
    private static final String FIRST = "first";
    private static final String SECOND = "second without noise";

    /**
     * Checks the hyperparameters.
     *
     * @param learningRate η by step
     * @param beta1 β₁; in [0, 1)
     * @param beta2 β₂; in [0, 1)
     * @param floor γ; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdamBC {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.fraction("beta1", beta1, "0.9 is usual");
        Require.fraction("beta2", beta2, "0.999 is usual");
        Require.positive("floor", floor, "5e-8 is usual");
    }

    /**
     * DP-AdamBC with the usual β₁ = 0.9, β₂ = 0.999 and γ = 5e-8.
     *
     * @param learningRate η by step
     */
    public AdamBC(LearningRateSchedule learningRate) {
        this(learningRate, 0.9, 0.999, 5e-8);
    }

    /**
     * The same with a different lower bound on the second moment.
     *
     * @param value γ; positive and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code value} is out of range
     */
    public AdamBC withFloor(double value) {
        return new AdamBC(learningRate, beta1, beta2, value);
    }

    @Override
    public String name() {
        return "AdamBC";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Hyperparameters.of("learningRate", learningRate, "beta1", beta1, "beta2", beta2, "floor", floor);
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new State(parameterSizes);
    }

    private final class State extends MomentState {
        State(int[] parameterSizes) {
            super(learningRate, parameterSizes, FIRST, SECOND);
        }

        @Override
        void update(int index, int from, int count, float[] parameter, float[] gradient, Step step) {
            float[] first = moment(FIRST)[index];
            float[] second = moment(SECOND)[index];
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float c1 = (float) (1 - beta1);
            float c2 = (float) (1 - beta2);
            float size = (float) (step.learningRate() / step.correction(beta1));
            float correction = (float) step.correction(beta2);
            float least = (float) floor;
            float noise = (float) step.noiseVariance();
            for (int i = 0; i < count; i++) {
                float m = b1 * first[from + i] + c1 * gradient[i];
                float w = b2 * second[from + i] + c2 * (gradient[i] * gradient[i] - noise);
                first[from + i] = m;
                second[from + i] = w;
                parameter[i] -= size * m / (float) Math.sqrt(Math.max(w / correction, least));
            }
        }
    }
}
