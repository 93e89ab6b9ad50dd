package org.dpmodel.noise;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Adds the random noise that hides any one example's share in the sum of clipped gradients.
 *
 * <p>Immutable and thread-safe. The mechanism knows its noise multiplier, the privacy plan knows the clipping norm of
 * the step; their product is the standard deviation, and nobody else computes it.
 *
 * <p>Sealed, because the accountant charges Gaussian noise of the stated multiplier, and a mechanism that adds anything
 * else would void the guarantee: a new mechanism is a new class here and its event in the privacy plan.
 */
public sealed interface NoiseMechanism permits GaussianNoise {
    /**
     * Names the mechanism in statements and reports.
     *
     * @return for example "Gaussian"
     */
    String name();

    /**
     * Gives the noise multiplier of a step: standard deviation / clipping norm, without unit.
     *
     * @param step the step, counted from 0 over the whole training
     * @return positive and finite
     * @throws IllegalArgumentException if {@code step} is negative
     */
    double noiseMultiplier(long step);

    /**
     * Adds independent noise to each element of a sum, in place.
     *
     * @param sum the sum of clipped gradients of all parameters
     * @param standardDeviation the noise's standard deviation: noise multiplier × current clipping norm; positive and
     *     finite
     * @param random the stream for this step's noise, from {@link org.dpmodel.random.StreamPurpose#NOISE}
     * @throws IllegalArgumentException if {@code standardDeviation} is NaN, infinite, zero or negative; {@code sum} is
     *     then unchanged
     */
    void addTo(float[] sum, double standardDeviation, UniformRandomProvider random);
}
