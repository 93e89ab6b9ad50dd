package org.dpmodel.noise;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;

/**
 * Adds the random noise that hides any single example's contribution to the sum of clipped gradients.
 *
 * <p>Immutable and thread-safe. The mechanism knows its noise multiplier, the training run knows the clipping norm of
 * the step; the privacy plan combines them, and nothing else computes a standard deviation.
 *
 * <p>Sealed, because the accountant charges Gaussian noise of the stated multiplier, and a mechanism that adds anything
 * else would void the guarantee: a new mechanism is a new class here and its event in the privacy plan.
 */
public sealed interface NoiseMechanism permits IndependentNoise, CorrelatedNoise {
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
     * Whether all steps have the noise multiplier of the first, so that a forecast need not ask for each.
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
     * @return the changed mechanism, or nothing where the multiplier follows a schedule
     */
    default Optional<NoiseMechanism> withNoiseMultiplier(double noiseMultiplier) {
        return Optional.empty();
    }

    /**
     * Gives the standard deviation of the noise that is drawn for each element of a step's sum: noise multiplier · clipping
     * norm, unless the mechanism itself adds to the sensitivity and must make up for it. Correlated noise mixes what was
     * drawn for several steps, so that an element's noise has another one: {@link NoiseSequence#addTo} tells it.
     *
     * @param noiseMultiplier standard deviation / clipping norm that the step is to have
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
     * The mechanism in words, for statements.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0}
     */
    default String describe() {
        return name() + ", noise multiplier " + noiseMultiplier(0);
    }

    /**
     * Begins the noise of a run.
     *
     * @param steps how many steps the run is planned to have, at least 1; what it costs does not depend on that
     * @param sizes elements of each parameter, so that what is remembered has its memory from the first step on
     * @return noise for one step after the other
     * @throws IllegalArgumentException if what is remembered does not fit into the memory that is left
     */
    NoiseSequence begin(long steps, int... sizes);
}
