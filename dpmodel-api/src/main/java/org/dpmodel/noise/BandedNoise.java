package org.dpmodel.noise;

import java.util.Arrays;
import java.util.Optional;
import org.dpmodel.accountant.factorization.Objective;
import org.dpmodel.accountant.factorization.ToeplitzStrategies;
import org.dpmodel.accountant.factorization.ToeplitzStrategy;
import org.dpmodel.validation.Require;

/**
 * Correlated noise with b bands (BandMF; Choquette-Choo, Ganesh, McKenna, McMahan, Rush, Thakurta, Xu 2023, arXiv 2306.08153),
 * for cyclic Poisson sampling of at least as many parts. The bands have constant diagonals and are optimized for the planned
 * number of steps: least mean squared error of the sums of the first 1, 2, 3, ... steps, at columns of norm 1.
 *
 * <p>An example that takes part in step t moves C x in the steps t to t + b − 1 by a column of norm 1 · clipping norm, so
 * z has the standard deviation noise multiplier · clipping norm. Keeps b − 1 vectors of the size of all parameters in
 * memory.
 *
 * @param noiseMultiplier standard deviation of z / clipping norm, in every step; positive and finite
 * @param bands b, at least 1; 1 is independent noise
 */
public record BandedNoise(double noiseMultiplier, int bands) implements CorrelatedNoise {
    /**
     * Beyond this the search takes seconds. The guarantee holds for any number of steps, and the noise stays bounded:
     * decreasing positive coefficients, which is checked, have an inverse whose coefficients tend to 0 (Eneström and
     * Kakeya).
     */
    static final int MOST_OPTIMIZED_STEPS = 8192;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code noiseMultiplier} is not positive and finite, or {@code bands} below 1
     */
    public BandedNoise {
        GaussianNoise.checkMultiplier(noiseMultiplier);
        Require.atLeast("bands", bands, 1, "16 is usual; 1 is independent noise");
    }

    @Override
    public String name() {
        return "BandedGaussian";
    }

    @Override
    public double noiseMultiplier(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        return noiseMultiplier;
    }

    @Override
    public Optional<NoiseMechanism> withNoiseMultiplier(double changed) {
        return Optional.of(new BandedNoise(changed, bands));
    }

    @Override
    public String describe() {
        return CorrelatedNoise.super.describe() + ", " + bands + (bands == 1 ? " band" : " bands");
    }

    @Override
    public ToeplitzStrategy strategy(long steps) {
        Require.atLeast("steps", steps, 1, "pass the number of steps of the training");
        return checked(
                ToeplitzStrategies.banded(bands, (int) Math.min(steps, MOST_OPTIMIZED_STEPS), Objective.MEAN), steps);
    }

    /** The coefficients found must be positive and never increase, or the noise could grow with the steps. */
    static ToeplitzStrategy checked(ToeplitzStrategy found, long steps) {
        double[] coefficients = found.coefficients();
        if (!found.isNonIncreasing() || !(coefficients[coefficients.length - 1] > 0)) {
            throw new IllegalStateException("the coefficients of " + coefficients.length + " bands for " + steps
                    + " steps must be positive and never increase, found " + Arrays.toString(coefficients)
                    + ": use another number of bands, and report this");
        }
        return found;
    }
}
