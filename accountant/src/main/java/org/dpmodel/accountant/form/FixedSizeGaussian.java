package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * A Gaussian event on a sample of fixed size.
 *
 * @param samplingProbability sample size / data set size, above 0 and at most 1
 * @param noiseMultiplier standard deviation / sensitivity, above 0
 */
public record FixedSizeGaussian(double samplingProbability, double noiseMultiplier) implements ReducedForm.Step {
    /**
     * Checks the components.
     *
     * @param samplingProbability as for the record
     * @param noiseMultiplier as for the record
     */
    public FixedSizeGaussian {
        Checks.positiveProbability(
                "samplingProbability", samplingProbability, "pass the share of examples that a step takes");
        Checks.positive("noiseMultiplier", noiseMultiplier, "a step without noise is not private");
    }
}
