package org.dpmodel.mindarmour;

import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import org.dpmodel.validation.Require;

/**
 * Creates noise mechanisms by MindArmour's names. Its {@code norm_bound} has no counterpart here: noise follows the
 * clipping norm of the step, which is set once, on the model.
 */
public final class NoiseMechanismsFactory {
    /** MindArmour's {@code noise_decay_rate}. */
    public static final double DEFAULT_DECAY_RATE = 6e-6;

    private enum Mechanism {
        GAUSSIAN("Gaussian"),
        ADA_GAUSSIAN("AdaGaussian");

        private final String python;

        Mechanism(String python) {
            this.python = python;
        }
    }

    private enum Decay {
        TIME("Time"),
        STEP("Step"),
        EXP("Exp");

        private final String python;

        Decay(String python) {
            this.python = python;
        }
    }

    private NoiseMechanismsFactory() {}

    /**
     * Gaussian noise with the same multiplier in each step.
     *
     * @param mechName "Gaussian", in any case
     * @param initialNoiseMultiplier standard deviation / clipping norm; 1.0 is MindArmour's
     * @return the mechanism
     * @throws IllegalArgumentException if the name is unknown, the multiplier is not positive, or the mechanism needs a
     *     decay
     */
    public static NoiseMechanism create(String mechName, double initialNoiseMultiplier) {
        return create(mechName, initialNoiseMultiplier, DEFAULT_DECAY_RATE, null);
    }

    /**
     * Gaussian noise, possibly with a multiplier that decays from step to step.
     *
     * @param mechName "Gaussian" or "AdaGaussian", in any case
     * @param initialNoiseMultiplier standard deviation / clipping norm of the first step
     * @param noiseDecayRate how fast the multiplier decays, in (0, 1); unused by "Gaussian"
     * @param decayPolicy "Time", "Step" or "Exp" for "AdaGaussian"; null for "Gaussian"
     * @return the mechanism
     * @throws IllegalArgumentException if a name is unknown, a number out of range, or the policy does not fit the name
     */
    public static NoiseMechanism create(
            String mechName, double initialNoiseMultiplier, double noiseDecayRate, String decayPolicy) {
        Mechanism mechanism = Choice.of("mechName", Mechanism.class, it -> it.python, mechName);
        if (mechanism == Mechanism.GAUSSIAN) {
            if (decayPolicy != null) {
                throw Require.broken(
                        "decayPolicy", "must be null for Gaussian noise", decayPolicy, "use AdaGaussian, which decays");
            }
            return NoiseMechanisms.gaussian(initialNoiseMultiplier);
        }
        return NoiseMechanisms.adaGaussian(
                switch (Choice.of("decayPolicy", Decay.class, it -> it.python, decayPolicy)) {
                    case TIME -> NoiseSchedule.time(initialNoiseMultiplier, noiseDecayRate);
                    case STEP -> NoiseSchedule.step(initialNoiseMultiplier, noiseDecayRate);
                    case EXP -> NoiseSchedule.exponential(initialNoiseMultiplier, noiseDecayRate);
                });
    }
}
