package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * All ones, the usual start of scales.
 */
public record One() implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        Fan.fill(values, shape, () -> 1);
    }
}
