package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * A Gaussian event on a Poisson sample that is truncated to a maximum size B by leaving out surplus examples at random.
 *
 * <p>It costs no more than a mixture that reveals which case occurred: with probability {@code fullProbability}, that the
 * others fill the batch, the event on an untruncated sample with half of the noise, and otherwise the event on an
 * untruncated sample. Or, less tightly, no more than the event on an untruncated sample and {@code cutProbability} as
 * {@link CutProbability}. Proofs: docs/adr/105-truncated-poisson.md.
 *
 * @param samplingProbability probability that an example is drawn, above 0 and at most 1
 * @param noiseMultiplier standard deviation / sensitivity, above 0
 * @param fullProbability upper bound on the probability that B or more of the others are drawn, in (0, 1]
 * @param cutProbability upper bound on the probability that a sample is truncated, in (0, 1]
 */
public record TruncatedPoissonGaussian(
        double samplingProbability, double noiseMultiplier, double fullProbability, double cutProbability)
        implements ReducedForm.Step {
    /**
     * Checks the components.
     *
     * @param samplingProbability as for the record
     * @param noiseMultiplier as for the record
     * @param fullProbability as for the record
     * @param cutProbability as for the record
     */
    public TruncatedPoissonGaussian {
        Checks.positiveProbability(
                "samplingProbability", samplingProbability, "pass the share of examples that a step takes");
        Checks.positive("noiseMultiplier", noiseMultiplier, "a step without noise is not private");
        Checks.positiveProbability(
                "fullProbability", fullProbability, "a sample that never reaches its maximum size is not truncated");
        Checks.positiveProbability(
                "cutProbability", cutProbability, "a sample that is never truncated is a Poisson sample");
    }

    /**
     * The event on an untruncated sample.
     *
     * @return the step without truncation
     */
    public PoissonGaussian uncut() {
        return new PoissonGaussian(samplingProbability, noiseMultiplier);
    }

    /**
     * The event if the others fill the batch: an example replaces another one, which moves the sum twice as far.
     *
     * @return the step with half of the noise
     */
    public PoissonGaussian full() {
        return new PoissonGaussian(samplingProbability, noiseMultiplier / 2);
    }
}
