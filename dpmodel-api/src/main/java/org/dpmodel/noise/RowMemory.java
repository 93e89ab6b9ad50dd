package org.dpmodel.noise;

import java.util.Arrays;
import java.util.Locale;
import org.dpmodel.validation.Require;

/** Checks whether the rows that correlated noise keeps fit into the rest of the heap. */
final class RowMemory {
    private RowMemory() {}

    /**
     * Refuses what does not fit.
     *
     * @param rows the number of rows to keep
     * @param sizes number of elements of each parameter
     * @throws IllegalArgumentException if the rows do not fit into the heap
     */
    static void check(int rows, int... sizes) {
        long parameters = Arrays.stream(sizes).asLongStream().sum();
        double bytes = (double) rows * parameters * Double.BYTES;
        if (bytes > free()) {
            // Much of the memory that seems to be in use may be garbage.
            System.gc();
            long free = free();
            if (bytes > free) {
                throw tooMany(rows + 1, parameters, bytes, free);
            }
        }
    }

    private static IllegalArgumentException tooMany(int bands, long parameters, double bytes, long free) {
        return Require.broken(
                "the rows of noise with " + bands + " bands of " + parameters + " parameters",
                String.format(Locale.ROOT, "must fit into the heap, of which %,d bytes are free", free),
                String.format(Locale.ROOT, "%,.0f bytes", bytes),
                "use fewer bands, or give Java more memory, for example -Xmx"
                        + (long) Math.ceil((bytes + used()) / (1 << 30) + 1) + "g");
    }

    private static long free() {
        return Runtime.getRuntime().maxMemory() - used();
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
