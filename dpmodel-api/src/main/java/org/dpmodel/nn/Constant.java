package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * The same value everywhere.
 *
 * @param value the value; finite
 */
public record Constant(double value) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param value the value; finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Constant {
        Require.finite("value", value, "pass for example 0.1");
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        Fan.fill(values, shape, () -> value);
    }
}
