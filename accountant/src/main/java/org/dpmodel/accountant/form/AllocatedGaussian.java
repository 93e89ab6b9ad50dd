package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * An epoch of Gaussian steps in which each example takes part in one step, chosen at random and independently of all
 * others, under add-or-remove-one. Amplified because nobody knows in which step; otherwise it would cost one Gaussian
 * event.
 *
 * @param bins number of steps in the epoch, at least 2
 * @param noiseMultiplier standard deviation / sensitivity of each step, above 0
 */
public record AllocatedGaussian(long bins, double noiseMultiplier) implements ReducedForm.Step {
    /**
     * Checks the components.
     *
     * @param bins as for the record
     * @param noiseMultiplier as for the record
     */
    public AllocatedGaussian {
        Checks.atLeast("bins", bins, 2, "an epoch of one step is a Gaussian event");
        Checks.positive("noiseMultiplier", noiseMultiplier, "a step without noise is not private");
    }
}
