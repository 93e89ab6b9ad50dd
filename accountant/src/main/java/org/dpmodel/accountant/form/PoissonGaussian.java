package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * A Gaussian event on a Poisson sample.
 *
 * @param samplingProbability probability that an example takes part, above 0 and at most 1
 * @param noiseMultiplier standard deviation / sensitivity, above 0
 */
public record PoissonGaussian(double samplingProbability, double noiseMultiplier) implements ReducedForm.Step {
    /**
     * Checks the components.
     *
     * @param samplingProbability as for the record
     * @param noiseMultiplier as for the record
     */
    public PoissonGaussian {
        Checks.positiveProbability(
                "samplingProbability", samplingProbability, "pass the share of examples that a step takes");
        Checks.positive("noiseMultiplier", noiseMultiplier, "a step without noise is not private");
    }
}
