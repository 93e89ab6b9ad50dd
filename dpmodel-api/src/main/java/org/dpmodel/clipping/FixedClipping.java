package org.dpmodel.clipping;

import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;

/**
 * One clipping norm for all parameters together and all steps: each unit's gradient g becomes
 * {@code g · min(1, C / ‖g‖)} (Abadi et al. 2016, arXiv:1607.00133).
 *
 * @param norm the clipping norm C, in [1e-12, 1e12] so that it and its quotients are ordinary float32 numbers
 */
public record FixedClipping(double norm) implements ClipMechanism {
    /**
     * Checks the norm.
     *
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public FixedClipping {
        ClippingNorms.check("clippingNorm", norm);
    }

    @Override
    public String describe() {
        return "flat clipping, norm " + norm;
    }

    @Override
    public ClippingRule rule() {
        return new FlatClipping();
    }

    @Override
    public double initialClippingNorm() {
        return norm;
    }
}
