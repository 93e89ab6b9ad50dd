package org.dpmodel.nn;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Another initializer, except for one row of zeros. The other rows are the same as without it.
 *
 * @param others initial values of the other rows
 * @param row the row, counted from 0
 */
record ZeroRow(Initializer others, int row) implements Initializer {
    @Override
    public void fill(float[] values, long[] shape, UniformRandomProvider random) {
        others.fill(values, shape, random);
        int width = values.length / (int) shape[0];
        Arrays.fill(values, row * width, (row + 1) * width, 0);
    }
}
