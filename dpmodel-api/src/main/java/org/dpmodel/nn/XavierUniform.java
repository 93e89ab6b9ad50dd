package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Uniform on [−b, b) with b = gain · √(6 / (fan-in + fan-out)): preserves the variance of activations and gradients after
 * tanh (Glorot and Bengio 2010, equation 16).
 *
 * @param gain a factor for the activation that follows; 1 for tanh as in the paper; positive and finite
 */
public record XavierUniform(double gain) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param gain a factor for the activation that follows; 1 for tanh as in the paper; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public XavierUniform {
        Require.positive("gain", gain, "pass for example 1");
    }

    /** With gain 1. */
    public XavierUniform() {
        this(1);
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        Fan fan = Fan.of(shape);
        double bound = gain * Math.sqrt(6.0 / (fan.in() + fan.out()));
        Fan.fill(values, shape, () -> random.nextDouble(-bound, bound));
    }
}
