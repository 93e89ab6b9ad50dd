package org.dpmodel.noise;

import org.apache.commons.rng.UniformRandomProvider;

/** The noise of one run, step by step, which may depend on earlier draws. Mutable, for the training thread. */
@FunctionalInterface
public interface NoiseSequence {
    /**
     * Adds the noise of the next step to its sum, in place.
     *
     * @param sums the sum of clipped gradients, one array for each parameter, with the sizes that the sequence was
     *     created for
     * @param standardDeviation standard deviation of the drawn noise, from {@link NoiseMechanism#standardDeviation};
     *     positive and finite
     * @param random the stream for the noise of this step only
     * @return standard deviation of the noise on each element
     * @throws IllegalArgumentException if {@code standardDeviation} is NaN, infinite, zero or negative
     */
    double addTo(double[][] sums, double standardDeviation, UniformRandomProvider random);
}
