package org.dpmodel.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.validation.Require;

/**
 * The sizes that step graphs are compiled for. A drawn batch of any size is split into chunks of the largest size and a
 * remainder; the remainder is padded to the next of a few sizes, so that few graphs are compiled and little is padded. If
 * the granularity is the largest size, there is only one size.
 *
 * <p>Chunks never depend on how many examples were drawn: adding one example, at a random position, changes only the
 * chunk that contains it and the last one (ADR 302).
 *
 * @param largest the largest size, a multiple of the granularity
 * @param granularity distance between sizes
 */
public record PhysicalBatches(int largest, int granularity) {
    /** Some of ONNX Runtime's reductions use different code for one or two rows. */
    private static final int UNIT_BLOCK = 4;

    /** Units of this many examples fill a graph by themselves; a unit that is always alone has no other rows beside it. */
    private static final int LARGE_UNIT = 32;

    /** A graph adds up its units in float32, where the worst-case rounding grows with the square of their number. */
    private static final int MOST_UNITS = 64;

    private static final int MOST_SIZES = 4;

    /** The overhead of a run of a graph, in blocks of rows. */
    private static final double CHUNK_COST = 0.1;

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
     * Sizes for several graphs that run at the same time: at most four sizes, which are multiples of a block of rows and
     * of four units, contain at most 64 units, and give workers about the same amount of work in a usual batch. Units of
     * 32 examples and more have a graph to themselves.
     *
     * @param rows number of examples in a usual batch, and the most processed at a time, rounded up to the first size
     * @param unitSize number of examples that belong together: sizes are multiples of it
     * @param rowBlock number of rows that the target's kernels treat alike: sizes are multiples of it
     * @param workers number of graphs that run at the same time, at least 1
     * @return the sizes
     */
    public static PhysicalBatches chunks(BatchRows rows, int unitSize, int rowBlock, int workers) {
        Require.atLeast("physicalBatchSize", rows.most(), unitSize, "pass at least the microbatch size " + unitSize);
        int block = blockOfUnits(unitSize, rowBlock);
        if (block == 1) {
            return new PhysicalBatches(unitSize, unitSize);
        }
        int usual = ceilDiv(rows.expected(), unitSize * block);
        int atOnce = rows.most() / (workers * unitSize * block);
        int most = evenChunk(usual, Math.max(1, Math.min(MOST_UNITS / block, atOnce)), workers);
        int step = ceilDiv(most, MOST_SIZES);
        return new PhysicalBatches(ceilDiv(most, step) * step * block * unitSize, step * block * unitSize);
    }

    /**
     * One size for all batches.
     *
     * @param limit the largest number of examples processed at a time
     * @param unitSize examples that belong together
     * @param rowBlock number of rows that the target's kernels treat alike: the size is rounded up to a multiple of it
     * @param mostUnits the most units that one graph adds up
     * @return the size
     */
    public static PhysicalBatches single(int limit, int unitSize, int rowBlock, int mostUnits) {
        Require.atLeast("physicalBatchSize", limit, unitSize, "pass at least the microbatch size " + unitSize);
        int block = blockOfUnits(unitSize, rowBlock);
        int size = ceilDiv(Math.min(limit / unitSize, mostUnits), block) * block * unitSize;
        return new PhysicalBatches(size, size);
    }

    /**
     * The chunk size, in blocks, with which the busiest worker has the least work in batches of about the usual size.
     * Each chunk has a small overhead, so of two equally balanced sizes the larger one is used.
     */
    private static int evenChunk(int usual, int most, int workers) {
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int chunk = 1; chunk <= most; chunk++) {
            double work = 0;
            for (int blocks = Math.max(1, usual - 1); blocks <= usual + 1; blocks++) {
                work += busiest(blocks, chunk, workers);
            }
            if (work <= least) {
                least = work;
                best = chunk;
            }
        }
        return best;
    }

    /** The work of the busiest worker, in blocks, if each takes the next chunk when it is free. */
    private static double busiest(int blocks, int chunk, int workers) {
        double[] work = new double[workers];
        for (int rest = blocks; rest > 0; rest -= chunk) {
            Arrays.sort(work);
            work[0] += Math.min(rest, chunk) + CHUNK_COST;
        }
        return Arrays.stream(work).max().orElseThrow();
    }

    /** The smallest number of units for which all rows of a graph are equal. */
    static int blockOfUnits(int unitSize, int rowBlock) {
        if (unitSize >= LARGE_UNIT) {
            return 1;
        }
        int units = UNIT_BLOCK;
        while (units * unitSize % rowBlock != 0) {
            units += UNIT_BLOCK;
        }
        return units;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** All sizes, in ascending order. */
    List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (int size = granularity; size <= largest; size += granularity) {
            sizes.add(size);
        }
        return sizes;
    }

    /**
     * Splits a batch into physical batches.
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
     * @param count number of real examples, in [1, largest]
     * @return the smallest size that holds them
     */
    public int sizeFor(int count) {
        return (count + granularity - 1) / granularity * granularity;
    }
}
