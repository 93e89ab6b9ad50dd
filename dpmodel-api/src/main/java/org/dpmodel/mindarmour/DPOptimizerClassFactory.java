package org.dpmodel.mindarmour;

import java.util.function.Function;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.validation.Require;

/** Creates optimizers with their own noise, by MindArmour's names. Mutable; one thread. */
public final class DPOptimizerClassFactory {
    private enum Algorithm {
        SGD("SGD"),
        MOMENTUM("Momentum"),
        ADAM("Adam");

        private final String python;

        Algorithm(String python) {
            this.python = python;
        }
    }

    private final int microBatches;
    private NoiseMechanism noise;

    /** A factory for two microbatches, MindArmour's default. */
    public DPOptimizerClassFactory() {
        this(2);
    }

    /**
     * A factory.
     *
     * @param microBatches number of microbatches, which must equal the model's; at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public DPOptimizerClassFactory(int microBatches) {
        this.microBatches = Require.atLeast("microBatches", microBatches, 1, "pass a divisor of the batch size");
    }

    /**
     * Sets the noise of all optimizers that are created from now on.
     *
     * @param policy "Gaussian", in any case
     * @param initialNoiseMultiplier standard deviation / clipping norm
     * @throws IllegalArgumentException as {@link NoiseMechanismsFactory#create(String, double)}
     */
    public void setMechanisms(String policy, double initialNoiseMultiplier) {
        noise = NoiseMechanismsFactory.create(policy, initialNoiseMultiplier);
    }

    /**
     * Sets the noise of all optimizers that are created from now on.
     *
     * @param policy "Gaussian" or "AdaGaussian", in any case
     * @param initialNoiseMultiplier standard deviation / clipping norm of the first step
     * @param noiseDecayRate how fast the multiplier decays
     * @param decayPolicy "Time", "Step" or "Exp"; null for "Gaussian"
     * @throws IllegalArgumentException as {@link NoiseMechanismsFactory#create(String, double, double, String)}
     */
    public void setMechanisms(String policy, double initialNoiseMultiplier, double noiseDecayRate, String decayPolicy) {
        noise = NoiseMechanismsFactory.create(policy, initialNoiseMultiplier, noiseDecayRate, decayPolicy);
    }

    /**
     * Creates what Python calls an optimizer class: an optimizer without its learning rate.
     *
     * @param policy "SGD", "Momentum" (of 0.9) or "Adam", in any case
     * @return creates an optimizer from its learning rate by step
     * @throws IllegalArgumentException if the name is unknown
     * @throws IllegalStateException if no mechanism was set
     */
    public Function<LearningRateSchedule, DPOptimizer> create(String policy) {
        Algorithm algorithm = Choice.of("policy", Algorithm.class, it -> it.python, policy);
        return learningRate -> of(Optimizers.byName(algorithm.python, learningRate));
    }

    /**
     * Adds noise to an optimizer that has its own hyperparameters.
     *
     * @param optimizer updates the parameters
     * @return the optimizer with this factory's noise
     * @throws IllegalStateException if no mechanism was set
     */
    public DPOptimizer of(Optimizer optimizer) {
        if (noise == null) {
            throw new IllegalStateException(
                    "the noise of a DP optimizer must be set before it is created, found none: call setMechanisms, for"
                            + " example with \"Gaussian\" and 1.0");
        }
        return new DPOptimizer(optimizer, noise, microBatches);
    }
}
