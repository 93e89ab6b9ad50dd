package org.dpmodel.accountant;

import org.dpmodel.accountant.form.GaussianSum;

/**
 * An event that the library does not have: Gaussian noise in a rotated basis, which is Gaussian noise.
 *
 * @param noiseMultiplier standard deviation / sensitivity
 * @param dimensions number of coordinates that are rotated
 */
record RotatedGaussian(double noiseMultiplier, long dimensions) implements DpEvent {
    @Override
    public ReducedEvent reduce(Adjacency adjacency) {
        return ReducedEvent.of(GaussianSum.of(noiseMultiplier));
    }
}
