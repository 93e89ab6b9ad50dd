package org.dpmodel.nn;

import org.dpmodel.validation.Require;

/**
 * How weights are adapted by low-rank matrices: see {@link Network#lora}. Immutable.
 *
 * @param rank columns of A and rows of B, at least 1
 * @param alpha their product is multiplied by alpha / rank; positive and finite
 */
public record Lora(int rank, double alpha) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Lora {
        Require.atLeast("rank", rank, 1, "pass for example 8");
        Require.positive("alpha", alpha, "pass the rank, or twice as much");
    }

    /**
     * Matrices whose product is added as it is: alpha is the rank.
     *
     * @param rank at least 1
     * @return the settings
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static Lora ofRank(int rank) {
        return new Lora(rank, rank);
    }

    /**
     * These settings with another alpha.
     *
     * @param other positive and finite
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
