package org.dpmodel.noise;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.validation.Require;

/**
 * Noise on a grid, drawn exactly from the discrete Gaussian distribution (Canonne, Kamath, Steinke 2020, arXiv
 * 2004.00010): what is released is an integer multiple of a public step, so that the low bits of a floating-point sum,
 * which reveal something about the sum when continuous noise is used (Mironov 2012), do not exist.
 *
 * <p>With s the standard deviation, the grid's step is γ = s / 2²². Each element of the sum is rounded to the nearest
 * multiple of γ, which changes the distance of two adjacent sums by at most γ √d (1 + 2⁻¹¹) in d elements, including the
 * rounding of the quotients; s compensates for this, so that the ratio of noise to sensitivity on the grid is as
 * promised:
 *
 * <pre>
 * s = z C / (1 − z √d (1 + 2⁻¹¹) / (2²² S))        S: sensitivity in clipping norms
 * </pre>
 *
 * For 44,000 parameters and z = 1 that is 0.005 % more noise. The charge is that of {@link DpEvent.DiscreteGaussian}. The
 * margin below the clipping norm covers what the rounding of the sum itself can add to its sensitivity (ADR 302).
 *
 * @param noiseMultiplier z, standard deviation / clipping norm before the compensation for rounding; positive and finite
 */
public record DiscreteGaussianNoise(double noiseMultiplier) implements IndependentNoise {
    /** Smaller than for Gaussian noise, since each number takes longer. */
    static final int PIECE = 1 << 12;

    private static final int LOG_SIGMA = 22;
    private static final DiscreteGaussian INTEGERS = new DiscreteGaussian(LOG_SIGMA);
    /** Two roundings of 1/2 each, and of the quotients below 2⁴⁰, whose own two roundings err by at most 2⁻¹². */
    private static final double ROUNDING = 1 + 0x1p-11;
    /** Far beyond any sum: 2¹⁸ standard deviations. Clamping there moves no two sums apart. */
    private static final double LARGEST = 0x1p40;

    /**
     * Checks the noise multiplier.
     *
     * @param noiseMultiplier standard deviation / clipping norm
     * @throws IllegalArgumentException if {@code noiseMultiplier} is NaN, infinite, zero or negative
     */
    public DiscreteGaussianNoise {
        GaussianNoise.checkMultiplier(noiseMultiplier);
    }

    @Override
    public String name() {
        return "DiscreteGaussian";
    }

    @Override
    public double noiseMultiplier(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        return noiseMultiplier;
    }

    @Override
    public Optional<NoiseMechanism> withNoiseMultiplier(double changed) {
        return Optional.of(new DiscreteGaussianNoise(changed));
    }

    @Override
    public double standardDeviation(
            double multiplier, double clippingNorm, double sensitivityInClippingNorms, long elements) {
        double rounded = multiplier * Math.sqrt((double) elements) * ROUNDING / sensitivityInClippingNorms;
        double left = 1 - Math.scalb(rounded, -LOG_SIGMA);
        if (!(left > 0)) {
            throw Require.broken(
                    "noiseMultiplier",
                    "must be below " + multiplier / Math.scalb(rounded, -LOG_SIGMA) + " with " + elements
                            + " parameters on the grid of discrete Gaussian noise",
                    multiplier,
                    "lower it, or use Gaussian noise");
        }
        return multiplier * clippingNorm / left * (1 + 0x1p-50);
    }

    @Override
    public DpEvent event(double multiplier) {
        return new DpEvent.DiscreteGaussian(multiplier);
    }

    @Override
    public void addTo(double[] sum, double standardDeviation, UniformRandomProvider random) {
        Require.positive("standardDeviation", standardDeviation, "pass the value that standardDeviation returns");
        double grid = Math.scalb(standardDeviation, -LOG_SIGMA);
        if (grid < Double.MIN_NORMAL) {
            throw Require.broken("standardDeviation", "must be above 1e-300", standardDeviation, "raise the norm");
        }
        double perGrid = 1 / grid;
        NoisePieces.forEach(sum.length, PIECE, random, (from, to, stream) -> {
            for (int i = from; i < to; i++) {
                double quotient = Math.max(-LARGEST, Math.min(LARGEST, sum[i] * perGrid));
                sum[i] = (Math.rint(quotient) + INTEGERS.next(stream)) * grid;
            }
        });
    }
}
