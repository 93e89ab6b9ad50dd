package org.dpmodel.noise;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Independent Gaussian noise: each element becomes x + s·z, z ~ N(0, 1), where s is the standard deviation, computed in
 * double precision and rounded once to float.
 *
 * <p>The normal deviates are those of McFarland's modified ziggurat (2016, arXiv 1403.6870). Rounding to float leaves
 * the floating-point artefacts described by Mironov (2012, "On significance of the least significant bits for
 * differential privacy"): the guarantee is that of the ideal Gaussian.
 *
 * <p>Large sums are split into pieces with separate sub-streams, which are filled in parallel: the result depends only on
 * the stream, not on the number of threads.
 *
 * @param noiseMultiplier standard deviation / clipping norm, in every step; positive and finite
 */
public record GaussianNoise(double noiseMultiplier) implements IndependentNoise {
    /**
     * Checks the noise multiplier.
     *
     * @param noiseMultiplier standard deviation / clipping norm
     * @throws IllegalArgumentException if {@code noiseMultiplier} is NaN, infinite, zero or negative
     */
    public GaussianNoise {
        checkMultiplier(noiseMultiplier);
    }

    static void checkMultiplier(double noiseMultiplier) {
        Require.positive(
                "noiseMultiplier",
                noiseMultiplier,
                "privacy needs noise (1.0 is usual); to train without privacy, call the non-private method explicitly");
    }

    @Override
    public String name() {
        return "Gaussian";
    }

    @Override
    public double noiseMultiplier(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        return noiseMultiplier;
    }

    @Override
    public Optional<NoiseMechanism> withNoiseMultiplier(double changed) {
        return Optional.of(new GaussianNoise(changed));
    }

    @Override
    public void addTo(double[] sum, double standardDeviation, UniformRandomProvider random) {
        GaussianAddition.addTo(sum, standardDeviation, random);
    }
}
