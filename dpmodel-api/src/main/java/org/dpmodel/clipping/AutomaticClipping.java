package org.dpmodel.clipping;

import org.dpmodel.graph.clipping.AutomaticScaling;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.validation.Require;

/**
 * Every unit's gradient is scaled to nearly the same norm: g becomes {@code g · C / (‖g‖ + γ)}, shorter than C (Bu, Wang,
 * Zha, Karypis 2022, arXiv:2206.07136, "AUTO-S"). There is no norm to tune: C only scales the learning rate.
 *
 * @param norm the bound C; 1 in the paper
 * @param stability γ, which keeps small gradients small, positive and finite; 0.01 in the paper
 */
public record AutomaticClipping(double norm, double stability) implements ClipMechanism {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or out of range
     */
    public AutomaticClipping {
        ClippingNorms.check("clippingNorm", norm);
        Require.positive("stability", stability, "the paper uses 0.01");
        ClippingNorms.check("stability", stability);
    }

    @Override
    public String describe() {
        return "automatic clipping, norm " + norm + ", stability " + stability;
    }

    @Override
    public ClippingRule rule() {
        return new AutomaticScaling((float) stability);
    }

    @Override
    public double initialClippingNorm() {
        return norm;
    }
}
