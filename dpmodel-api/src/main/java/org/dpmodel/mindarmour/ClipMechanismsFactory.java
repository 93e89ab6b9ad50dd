package org.dpmodel.mindarmour;

import java.util.Locale;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.clipping.ClippingAdaptation.Policy;

/**
 * Creates adaptive clipping by MindArmour's names. The noisy count that adapts the norm is charged in addition to the
 * noise multiplier, because the gradients keep the noise that MindArmour gives them.
 */
public final class ClipMechanismsFactory {
    private enum Mechanism {
        GAUSSIAN
    }

    private ClipMechanismsFactory() {}

    /**
     * Adaptive clipping with MindArmour's defaults: Linear, learning rate 0.001, quantile 0.9, noise 0.01.
     *
     * @param mechName "Gaussian", in any case
     * @return how the norm moves
     * @throws IllegalArgumentException if the name is unknown
     */
    public static ClippingAdaptation create(String mechName) {
        return create(mechName, "Linear", 0.001, 0.9, 0.01);
    }

    /**
     * Adaptive clipping.
     *
     * @param mechName "Gaussian", in any case
     * @param decayPolicy "Linear" or "Geometric", in any case
     * @param learningRate how fast the norm moves, positive and finite
     * @param targetUnclippedQuantile the target fraction of units that are not clipped, in [0, 1]
     * @param fractionStddev standard deviation of the noise on the fraction, positive and finite
     * @return how the norm moves
     * @throws IllegalArgumentException if a name is unknown or a number out of range
     */
    public static ClippingAdaptation create(
            String mechName,
            String decayPolicy,
            double learningRate,
            double targetUnclippedQuantile,
            double fractionStddev) {
        Choice.of("mechName", Mechanism.class, it -> "Gaussian", mechName);
        return new ClippingAdaptation(
                Choice.of("decayPolicy", Policy.class, ClipMechanismsFactory::pythonName, decayPolicy),
                targetUnclippedQuantile,
                learningRate,
                fractionStddev,
                Charge.CHARGE_ON_TOP);
    }

    private static String pythonName(Policy policy) {
        return policy.name().charAt(0) + policy.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
