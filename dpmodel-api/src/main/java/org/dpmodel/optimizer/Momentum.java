package org.dpmodel.optimizer;

import java.util.Map;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Gradient descent with momentum, without dampening, as PyTorch's {@code SGD(momentum=μ)} and MindSpore's {@code
 * Momentum}:
 *
 * <pre>
 * d = g + λ p
 * v ← μ v + d
 * p ← p − η v              plain (Polyak 1964)
 * p ← p − η (d + μ v)      Nesterov (Sutskever et al. 2013)
 * </pre>
 *
 * @param learningRate η by step
 * @param momentum μ; in [0, 1)
 * @param nesterov whether to use Nesterov's momentum
 * @param weightDecay λ; non-negative and finite
 */
public record Momentum(LearningRateSchedule learningRate, double momentum, boolean nesterov, double weightDecay)
        implements Optimizer {
    private static final String VELOCITY = "momentum";

    /**
     * Checks the hyperparameters.
     *
     * @param learningRate η by step
     * @param momentum μ; in [0, 1)
     * @param nesterov whether to use Nesterov's momentum
     * @param weightDecay λ; non-negative and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Momentum {
        Objects.requireNonNull(learningRate, "learningRate");
        Require.fraction("momentum", momentum, "0.9 is usual");
        Require.nonNegative("weightDecay", weightDecay, "pass 0 for none");
    }

    /**
     * The same with a different weight decay.
     *
     * @param decay λ; non-negative and finite
     * @return a changed copy
     * @throws IllegalArgumentException if {@code decay} is out of range
     */
    public Momentum withWeightDecay(double decay) {
        return new Momentum(learningRate, momentum, nesterov, decay);
    }

    @Override
    public String name() {
        return nesterov ? "Nesterov" : "Momentum";
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Hyperparameters.of("learningRate", learningRate, "momentum", momentum, "weightDecay", weightDecay);
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new State(parameterSizes);
    }

    private final class State extends MomentState {
        State(int[] parameterSizes) {
            super(learningRate, parameterSizes, VELOCITY);
        }

        @Override
        void update(int index, int from, int count, float[] parameter, float[] gradient, Step step) {
            float[] velocity = moment(VELOCITY)[index];
            float eta = (float) step.learningRate();
            float mu = (float) momentum;
            float lambda = (float) weightDecay;
            // The direction is d + μ v or v: two weights instead of a branch keep the loop vectorizable.
            float weightOfGradient = nesterov ? 1 : 0;
            float weightOfVelocity = nesterov ? mu : 1;
            for (int i = 0; i < count; i++) {
                float direction = gradient[i] + lambda * parameter[i];
                float moved = mu * velocity[from + i] + direction;
                velocity[from + i] = moved;
                parameter[i] -= eta * (weightOfGradient * direction + weightOfVelocity * moved);
            }
        }
    }
}
