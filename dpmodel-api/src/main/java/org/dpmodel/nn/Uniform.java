package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Uniform on [−bound, bound).
 *
 * @param bound half the width; positive and finite
 */
public record Uniform(double bound) implements Initializer {
    /**
     * Checks the numbers.
     *
     * @param bound half the width; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public Uniform {
        Require.positive("bound", bound, "pass for example 0.07, MindSpore's default");
    }

    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        Fan.fill(values, shape, () -> random.nextDouble(-bound, bound));
    }
}
