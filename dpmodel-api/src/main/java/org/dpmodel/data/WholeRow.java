package org.dpmodel.data;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import org.dpmodel.validation.Require;

/** Reads exactly one row of a dataset, so that nothing of another example is left in memory that is used again. */
public final class WholeRow {
    private WholeRow() {}

    /** Writes a row of an example, features or target. */
    @FunctionalInterface
    public interface Copy {
        /**
         * Writes it.
         *
         * @param index position of the example
         * @param destination where it goes
         */
        void copy(int index, FloatBuffer destination);
    }

    /**
     * Reads a row.
     *
     * @param dataset the dataset
     * @param what "features" or "target"
     * @param copy how the dataset writes them
     * @param index position of the example
     * @param row from 0 to its limit the row, whatever it contained
     * @param unknown at least as many NaN
     * @throws IllegalArgumentException if the dataset writes fewer or more elements
     */
    public static void copy(Dataset dataset, String what, Copy copy, int index, FloatBuffer row, float[] unknown) {
        row.put(0, unknown, 0, row.limit());
        boolean overflow = false;
        try {
            copy.copy(index, row);
        } catch (BufferOverflowException e) {
            overflow = true;
        }
        if (overflow || row.hasRemaining()) {
            throw Require.broken(
                    "the " + what + " of an example of dataset " + dataset.name(),
                    "must have " + row.limit() + " elements",
                    overflow ? "more" : row.position(),
                    "make the dataset write as many values as its shape says");
        }
    }
}
