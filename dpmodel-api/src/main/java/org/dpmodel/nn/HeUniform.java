package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Uniform on [−b, b) with b = √(6 / ((1 + a²) · fan-in)), a the negative slope: preserves the variance of activations
 * after a (leaky) ReLU (He et al. 2015, arXiv 1502.01852, equation 14).
 *
 * <p>With a = √5 the bound is 1 / √fan-in, the default of MindSpore's and PyTorch's convolutions and dense layers.
 *
 * @param negativeSlope the slope below zero of the leaky ReLU that follows; 0 for ReLU; finite
 */
public record HeUniform(double negativeSlope) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param negativeSlope the slope below zero of the leaky ReLU that follows; 0 for ReLU; finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public HeUniform {
        Require.finite("negativeSlope", negativeSlope, "pass for example 0 for ReLU");
    }

    /** For a plain ReLU. */
    public HeUniform() {
        this(0);
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        double variance =
                2 / ((1 + negativeSlope * negativeSlope) * Fan.of(shape).in());
        double bound = Math.sqrt(3 * variance);
        Fan.fill(values, shape, () -> random.nextDouble(-bound, bound));
    }
}
