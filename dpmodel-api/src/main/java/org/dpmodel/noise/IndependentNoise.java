package org.dpmodel.noise;

import org.apache.commons.rng.UniformRandomProvider;

/** Noise that is drawn independently in each step: what a step reveals does not depend on the noise of other steps. */
public sealed interface IndependentNoise extends NoiseMechanism
        permits GaussianNoise, ScheduledGaussianNoise, DiscreteGaussianNoise {
    /**
     * Adds independent noise to each element of a sum, in place.
     *
     * @param sum the sum of clipped gradients of all parameters
     * @param standardDeviation the noise's standard deviation, from {@link #standardDeviation}; positive and finite
     * @param random the stream for this step's noise, from {@link org.dpmodel.random.StreamPurpose#NOISE}
     * @throws IllegalArgumentException if {@code standardDeviation} is NaN, infinite, zero or negative; {@code sum} is
     *     then unchanged
     */
    void addTo(double[] sum, double standardDeviation, UniformRandomProvider random);

    @Override
    default NoiseSequence begin(long steps, int... sizes) {
        return (sums, standardDeviation, random) -> {
            for (double[] sum : sums) {
                addTo(sum, standardDeviation, random);
            }
            return standardDeviation;
        };
    }
}
