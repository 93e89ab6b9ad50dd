package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Gaussian with mean 0 and standard deviation √(2 / ((1 + a²) · fan-in)), a the negative slope: preserves the variance of
 * activations after a (leaky) ReLU (He et al. 2015, arXiv 1502.01852, equation 14).
 *
 * @param negativeSlope the slope below zero of the leaky ReLU that follows; 0 for ReLU; finite
 */
public record HeNormal(double negativeSlope) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param negativeSlope the slope below zero of the leaky ReLU that follows; 0 for ReLU; finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public HeNormal {
        Require.finite("negativeSlope", negativeSlope, "pass for example 0 for ReLU");
    }

    /** For a plain ReLU. */
    public HeNormal() {
        this(0);
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        double sigma = Math.sqrt(
                2 / ((1 + negativeSlope * negativeSlope) * Fan.of(shape).in()));
        new Normal(sigma).fill(values, shape, random);
    }
}
