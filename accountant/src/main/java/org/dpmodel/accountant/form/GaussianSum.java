package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * Gaussian events in sequence, none of them sampled: one Gaussian event whose mean shift is the root of the sum of squares
 * (exact: the sufficient statistic of the sequence is one Gaussian).
 *
 * @param muSquared Σ 1 / noiseMultiplier², above 0; infinity if an event had no noise
 */
public record GaussianSum(double muSquared) implements ReducedForm.Sum<GaussianSum> {
    /**
     * Checks the component.
     *
     * @param muSquared as for the record
     */
    public GaussianSum {
        Checks.positive("muSquared", muSquared, "pass 1 / noiseMultiplier²");
    }

    /**
     * One Gaussian event.
     *
     * @param noiseMultiplier standard deviation / sensitivity, at least 0
     * @return its form
     */
    public static GaussianSum of(double noiseMultiplier) {
        return new GaussianSum(1 / (noiseMultiplier * noiseMultiplier));
    }

    @Override
    public GaussianSum plus(GaussianSum other) {
        return new GaussianSum(muSquared + other.muSquared);
    }

    @Override
    public GaussianSum times(long count) {
        return new GaussianSum(muSquared * count);
    }
}
