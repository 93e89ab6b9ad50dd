package org.dpmodel.noise;

import org.apache.commons.rng.UniformRandomProvider;

/** The noise of one run, step by step: it may remember what it drew. Mutable, for the training thread. */
@FunctionalInterface
public interface NoiseSequence {
    /**
     * Adds the noise of the next step to its sum, in place.
     *
     * @param sums the sum of clipped gradients, one array for each parameter; of the sizes that the sequence was begun with
     * @param standardDeviation that of what is drawn, of {@link NoiseMechanism#standardDeviation}; positive and finite
     * @param random the stream for this step's noise, which no other step has
     * @return standard deviation of the noise on each element
     * @throws IllegalArgumentException if {@code standardDeviation} is NaN, infinite, zero or negative
     */
    double addTo(double[][] sums, double standardDeviation, UniformRandomProvider random);
}
