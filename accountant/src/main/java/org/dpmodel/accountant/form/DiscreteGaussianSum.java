package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * Discrete Gaussian events in sequence, none of them sampled. At each RDP order they cost at most as much as the Gaussian
 * event with the same muSquared (Canonne, Kamath, Steinke 2020, arXiv 2004.00010, Proposition 5); nothing more is known.
 *
 * @param muSquared Σ 1 / noiseMultiplier², above 0; infinity if an event had no noise
 */
public record DiscreteGaussianSum(double muSquared) implements ReducedForm.Sum<DiscreteGaussianSum> {
    /**
     * Checks the component.
     *
     * @param muSquared as for the record
     */
    public DiscreteGaussianSum {
        Checks.positive("muSquared", muSquared, "pass 1 / noiseMultiplier²");
    }

    /**
     * One discrete Gaussian event.
     *
     * @param noiseMultiplier σ / sensitivity, at least 0
     * @return its form
     */
    public static DiscreteGaussianSum of(double noiseMultiplier) {
        return new DiscreteGaussianSum(1 / (noiseMultiplier * noiseMultiplier));
    }

    @Override
    public DiscreteGaussianSum plus(DiscreteGaussianSum other) {
        return new DiscreteGaussianSum(muSquared + other.muSquared);
    }

    @Override
    public DiscreteGaussianSum times(long count) {
        return new DiscreteGaussianSum(muSquared * count);
    }
}
