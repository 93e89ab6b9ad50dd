package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * All zeros, the usual start of biases.
 */
public record Zero() implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        Fan.fill(values, shape, () -> 0);
    }
}
