package org.dpmodel.nn;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Sets the initial values of a parameter. The implementations are immutable records named as in MindSpore. The values
 * must not depend on private data.
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Fills a parameter.
     *
     * @param values the elements, row-major; all are overwritten
     * @param shape the parameter's shape, of as many elements: {@code [out, in, height, width]} for a convolution,
     *     {@code [out, in]} for a dense layer
     * @param random the parameter's stream, from {@link org.dpmodel.random.StreamPurpose#INITIALIZATION}
     * @throws IllegalArgumentException if the shape has a different number of elements, or fewer than two axes where
     *     fan-in or fan-out is needed
     */
    void fill(float[] values, long[] shape, UniformRandomProvider random);
}
