package org.dpmodel.training;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.dpmodel.data.WholeRow;

/** Reads a part of each example once, so that an invalid one is found before anything is charged. */
final class EachRow {
    private EachRow() {}

    /**
     * Reads all rows; a dataset makes its checks when it is read.
     *
     * @param copy writes the row of an example
     * @param size the number of examples
     * @param elements the number of elements of a row
     */
    static void read(WholeRow.Copy copy, int size, int elements) {
        float[] row = new float[elements];
        for (int i = 0; i < size; i++) {
            // Skipped elements must not look like those of the previous example.
            Arrays.fill(row, Float.NaN);
            try {
                copy.copy(i, FloatBuffer.wrap(row));
            } catch (BufferOverflowException e) {
                // Rows of a wrong size have their own error, when they are drawn.
                return;
            }
        }
    }
}
