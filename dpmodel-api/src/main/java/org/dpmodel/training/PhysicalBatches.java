package org.dpmodel.training;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.validation.Require;

/**
 * The sizes that step graphs are compiled for. A drawn batch of any size is cut into chunks of the largest size and a
 * rest; the rest is padded to the next size, of which there are few, so that few graphs are compiled and little is
 * padded. With a granularity of the largest size there is only one.
 *
 * @param largest the largest size, a multiple of the granularity
 * @param granularity distance between sizes
 */
public record PhysicalBatches(int largest, int granularity) {
    private static final int SIZES = 16;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1 or the sizes do not fit
     */
    public PhysicalBatches {
        Require.atLeast("granularity", granularity, 1, "pass the microbatch size, or a multiple of it");
        Require.atLeast("physicalBatchSize", largest, granularity, "pass at least the microbatch size");
        if (largest % granularity != 0) {
            throw Require.broken(
                    "physicalBatchSize", "must be a multiple of " + granularity, largest, "round it up or down");
        }
    }

    /**
     * At most sixteen sizes; the largest is the limit, or the next multiple of the distance between sizes.
     *
     * @param limit largest number of examples that one graph takes
     * @param unitSize examples that belong together: sizes are multiples of it
     * @return the sizes
     */
    public static PhysicalBatches upTo(int limit, int unitSize) {
        Require.atLeast("physicalBatchSize", limit, unitSize, "pass at least the microbatch size " + unitSize);
        int units = limit / unitSize;
        int step = (units + SIZES - 1) / SIZES;
        return new PhysicalBatches((units + step - 1) / step * step * unitSize, step * unitSize);
    }

    /**
     * The usual limit for an expected batch: large enough that a drawn batch nearly always fits, bounded so that memory
     * is.
     *
     * @param expectedBatchSize the expected batch size
     * @return expected batch size and four standard deviations, at most 1024 or the microbatch size
     */
    public static int usualLimit(int expectedBatchSize) {
        return (int) Math.min(1024, Math.ceil(expectedBatchSize + 4 * Math.sqrt(expectedBatchSize)));
    }

    /**
     * Cuts a batch into physical batches.
     *
     * @param drawn number of examples drawn
     * @return number of real examples in each physical batch; empty for an empty batch
     */
    public List<Integer> chunks(int drawn) {
        List<Integer> chunks = new ArrayList<>();
        for (int rest = drawn; rest > 0; rest -= largest) {
            chunks.add(Math.min(rest, largest));
        }
        return chunks;
    }

    /**
     * The size that a chunk is padded to.
     *
     * @param count real examples, in [1, largest]
     * @return the smallest size that holds them
     */
    public int sizeFor(int count) {
        return (count + granularity - 1) / granularity * granularity;
    }
}
