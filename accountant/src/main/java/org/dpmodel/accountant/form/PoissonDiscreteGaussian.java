package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * A discrete Gaussian event on a Poisson sample, of which Rényi divergences are known.
 *
 * @param samplingProbability probability that an example takes part, above 0 and at most 1
 * @param noiseMultiplier σ / sensitivity, above 0
 */
public record PoissonDiscreteGaussian(double samplingProbability, double noiseMultiplier) implements ReducedForm.Step {
    /**
     * Checks the components.
     *
     * @param samplingProbability as for the record
     * @param noiseMultiplier as for the record
     */
    public PoissonDiscreteGaussian {
        Checks.positiveProbability(
                "samplingProbability", samplingProbability, "pass the share of examples that a step takes");
        Checks.positive("noiseMultiplier", noiseMultiplier, "a step without noise is not private");
    }
}
