package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.validation.Require;

/**
 * Gaussian with mean 0.
 *
 * @param sigma the standard deviation; positive and finite
 */
public record Normal(double sigma) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param sigma the standard deviation; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Normal {
        Require.positive("sigma", sigma, "pass for example 0.01, MindSpore's default");
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Fan.fill(values, shape, () -> sigma * normal.sample());
    }
}
