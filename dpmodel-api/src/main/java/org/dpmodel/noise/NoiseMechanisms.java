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
}
