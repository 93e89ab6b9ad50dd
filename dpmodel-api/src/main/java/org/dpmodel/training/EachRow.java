package org.dpmodel.training;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Reads a part of each example once, so that an invalid one is found before anything is charged. */
final class EachRow {
    private EachRow() {}

    /**
     * Reads all rows, the checks of a dataset being in its reading.
     *
     * @param copy writes the row of an example
     * @param size how many examples there are
     * @param elements how many numbers a row has
     */
    static void read(BatchTensors.Copy copy, int size, int elements) {
        float[] row = new float[elements];
        for (int i = 0; i < size; i++) {
            // What is passed over must not look like that of the example before.
            Arrays.fill(row, Float.NaN);
            try {
                copy.copy(i, FloatBuffer.wrap(row));
            } catch (BufferOverflowException e) {
                // Rows of a wrong size have an error of their own, when they are drawn.
                return;
            }
        }
    }
}
