package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.validation.Require;

/**
 * Gaussian with mean 0, redrawn until it lies within two sigma, as MindSpore's {@code TruncatedNormal}. The standard
 * deviation of what remains is about 0.88 sigma.
 *
 * @param sigma the standard deviation before truncation; positive and finite
 */
public record TruncatedNormal(double sigma) implements Initializer {
    private static final double TRUNCATION = 2;

    /**
     * Checks the numbers.
     *
     * @param sigma the standard deviation before truncation; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public TruncatedNormal {
        Require.positive("sigma", sigma, "pass for example 0.01, MindSpore's default");
    }

    /** With MindSpore's default sigma, 0.01. */
    public TruncatedNormal() {
        this(0.01);
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Fan.fill(values, shape, () -> sigma * truncated(normal));
    }

    private static double truncated(ZigguratSampler.NormalizedGaussian normal) {
        double z = normal.sample();
        while (Math.abs(z) > TRUNCATION) {
            z = normal.sample();
        }
        return z;
    }
}
