package org.dpmodel.noise;

/** Makes noise mechanisms. */
public final class NoiseMechanisms {
    private NoiseMechanisms() {}

    /**
     * Gaussian noise with the same noise multiplier in each step, the mechanism of DP-SGD (Abadi et al. 2016, arXiv
     * 1607.00133, algorithm 1).
     *
     * @param noiseMultiplier standard deviation / clipping norm; positive and finite
     * @return the mechanism
     * @throws IllegalArgumentException if {@code noiseMultiplier} is NaN, infinite, zero or negative
     */
    public static GaussianNoise gaussian(double noiseMultiplier) {
        return new GaussianNoise(noiseMultiplier);
    }

    /**
     * Noise of integer multiples of a public step, drawn exactly: the defence against attacks on floating point.
     *
     * @param noiseMultiplier standard deviation / clipping norm; positive and finite
     * @return the mechanism
     * @throws IllegalArgumentException if {@code noiseMultiplier} is NaN, infinite, zero or negative
     */
    public static DiscreteGaussianNoise discreteGaussian(double noiseMultiplier) {
        return new DiscreteGaussianNoise(noiseMultiplier);
    }

    /**
     * Correlated Gaussian noise with bands, optimized for the number of steps: less noise in the parameters at the same cost, for
     * {@link org.dpmodel.sampling.SamplingSchemes#cyclic cyclic Poisson sampling} of as many parts.
     *
     * @param noiseMultiplier standard deviation / clipping norm; positive and finite
     * @param bands how many steps' noise is mixed, at least 1; 16 is usual
     * @return the mechanism
     * @throws IllegalArgumentException if a number is out of range
     */
    public static BandedNoise banded(double noiseMultiplier, int bands) {
        return new BandedNoise(noiseMultiplier, bands);
    }

    /**
     * Gaussian noise that decays like MindArmour's "AdaGaussian"; each step is charged with its own multiplier.
     *
     * @param schedule the decay, for example {@link NoiseSchedule#exponential}
     * @return the mechanism
     */
    public static ScheduledGaussianNoise adaGaussian(NoiseSchedule.Decay schedule) {
        return adaGaussian(schedule.toString(), schedule);
    }

    /**
     * Gaussian noise with a noise multiplier for each step; each step is charged with its own multiplier.
     *
     * @param description a description of the schedule, for statements, for example {@code 2 / sqrt(1 + step)}
     * @param schedule the multipliers, chosen without looking at the data
     * @return the mechanism
     * @throws IllegalArgumentException if the first multiplier is NaN or out of range
     */
    public static ScheduledGaussianNoise adaGaussian(String description, NoiseSchedule schedule) {
        return new ScheduledGaussianNoise(description, schedule);
    }
}
