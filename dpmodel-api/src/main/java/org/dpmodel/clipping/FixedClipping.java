package org.dpmodel.clipping;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.validation.Require;

/**
 * One clipping norm for all parameters together and all steps: each unit's gradient g becomes
 * {@code g · min(1, C / ‖g‖)} (Abadi et al. 2016, arXiv:1607.00133).
 *
 * @param norm the clipping norm C, in [1e-12, 1e12] so that it and its quotients are ordinary float32 numbers
 */
public record FixedClipping(double norm) implements ClipMechanism {
    private static final double SMALLEST = 1e-12;
    private static final double LARGEST = 1e12;

    /**
     * Checks the norm.
     *
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public FixedClipping {
        if (!(norm >= SMALLEST && norm <= LARGEST)) {
            throw Require.broken(
                    "clippingNorm",
                    "must be in [" + SMALLEST + ", " + LARGEST + "]",
                    norm,
                    "a usual value is 0.1 with tanh, 1 with ReLU");
        }
    }

    @Override
    public String name() {
        return "flat clipping, norm " + norm;
    }

    @Override
    public ClippingRule rule() {
        return new FlatClipping();
    }

    @Override
    public double clippingNorm(long step) {
        return norm;
    }

    @Override
    public double sensitivityInClippingNorms(Adjacency adjacency, int microbatchSize) {
        return adjacency == Adjacency.ADD_OR_REMOVE_ONE && microbatchSize == 1 ? 1 : 2;
    }
}
