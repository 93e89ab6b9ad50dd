package org.dpmodel.nn;

import org.dpmodel.validation.Require;

/**
 * How weights are adapted by low-rank matrices: see {@link Network#lora}. Immutable.
 *
 * @param rank columns of A and rows of B, at least 1
 * @param alpha the product of A and B is multiplied by alpha / rank; in [1e-6, 1e6]
 */
public record Lora(int rank, double alpha) {
    private static final double SMALLEST_ALPHA = 1e-6;
    private static final double LARGEST_ALPHA = 1e6;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Lora {
        Require.atLeast("rank", rank, 1, "pass for example 8");
        Require.positive("alpha", alpha, "pass the rank, or twice as much");
        // Outside this range, in float32, the scale would be 0, so that only noise is trained, or the merged weights
        // infinite.
        if (alpha < SMALLEST_ALPHA || alpha > LARGEST_ALPHA) {
            throw Require.broken(
                    "alpha",
                    "must be in [" + SMALLEST_ALPHA + ", " + LARGEST_ALPHA + "]",
                    alpha,
                    "pass the rank, or twice as much");
        }
    }

    /**
     * Matrices whose product is added unscaled: alpha is the rank.
     *
     * @param rank at least 1
     * @return the settings
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static Lora ofRank(int rank) {
        return new Lora(rank, rank);
    }

    /**
     * These settings with a different alpha.
     *
     * @param other in [1e-6, 1e6]
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public Lora alpha(double other) {
        return new Lora(rank, other);
    }

    /**
     * The factor of the product of the matrices.
     *
     * @return alpha / rank
     */
    public double scale() {
        return alpha / rank;
    }
}
