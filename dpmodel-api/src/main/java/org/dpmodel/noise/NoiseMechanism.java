package org.dpmodel.noise;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;

/**
 * Adds the random noise that hides any single example's contribution to the sum of clipped gradients.
 *
 * <p>Immutable and thread-safe. The mechanism has the noise multiplier, and the training run the clipping norm of the
 * step; the privacy plan combines them, and nothing else computes a standard deviation.
 *
 * <p>Sealed, because the accountant charges Gaussian noise of the stated multiplier, and a mechanism that adds anything
 * else would void the guarantee: a new mechanism is a new class here and its event in the privacy plan.
 */
public sealed interface NoiseMechanism permits IndependentNoise, CorrelatedNoise {
    /**
     * The name of the mechanism in statements and reports.
     *
     * @return for example "Gaussian"
     */
    String name();

    /**
     * The noise multiplier of a step: standard deviation / clipping norm, without a unit.
     *
     * @param step the step, counted from 0 over the whole training
     * @return positive and finite
     * @throws IllegalArgumentException if {@code step} is negative
     */
    double noiseMultiplier(long step);

    /**
     * Whether all steps have the noise multiplier of the first, so that a forecast need not query each one.
     *
     * @return false if it may change from step to step
     */
    default boolean isConstant() {
        return true;
    }

    /**
     * The mechanism with a different noise multiplier, so that one can be solved for.
     *
     * @param noiseMultiplier standard deviation / clipping norm, in every step; positive and finite
     * @return the changed mechanism, or empty if the multiplier follows a schedule
     */
    default Optional<NoiseMechanism> withNoiseMultiplier(double noiseMultiplier) {
        return Optional.empty();
    }

    /**
     * The standard deviation of the noise that is drawn for each element of a step's sum: noise multiplier · clipping
     * norm, unless the mechanism itself adds to the sensitivity and must compensate for it. Correlated noise mixes what
     * was drawn for several steps, so the noise on an element has a different standard deviation, which {@link
     * NoiseSequence#addTo} returns.
     *
     * @param noiseMultiplier standard deviation / clipping norm of the step
     * @param clippingNorm the clipping norm of the step
     * @param sensitivityInClippingNorms sensitivity of the sum / clipping norm
     * @param elements number of elements that get noise
     * @return positive and finite
     */
    default double standardDeviation(
            double noiseMultiplier, double clippingNorm, double sensitivityInClippingNorms, long elements) {
        return noiseMultiplier * clippingNorm;
    }

    /**
     * What the accountant charges for a step, without its sampling.
     *
     * @param noiseMultiplier standard deviation / sensitivity
     * @return the event
     */
    default DpEvent event(double noiseMultiplier) {
        return new DpEvent.Gaussian(noiseMultiplier);
    }

    /**
     * A description of the mechanism, for statements.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0}
     */
    default String describe() {
        return name() + ", noise multiplier " + noiseMultiplier(0);
    }

    /**
     * Begins the noise of a run.
     *
     * @param steps the planned number of steps of the run, at least 1; the cost does not depend on it
     * @param sizes number of elements of each parameter, so that all memory is allocated before the first step
     * @return noise for one step after the other
     * @throws IllegalArgumentException if the noise to remember does not fit into the free memory
     */
    NoiseSequence begin(long steps, int... sizes);
}
