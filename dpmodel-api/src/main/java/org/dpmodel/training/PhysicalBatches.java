package org.dpmodel.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.validation.Require;

/**
 * The sizes that step graphs are compiled for. A drawn batch of any size is cut into chunks of the largest size and a
 * remainder; the remainder is padded to the next of a few sizes, so that few graphs are compiled and little is padded.
 * With a granularity of the largest size there is only one.
 *
 * <p>Chunks never depend on how many examples were drawn: adding one example, at a random position, changes only the
 * chunk that contains it and the last one (ADR 302).
 *
 * @param largest the largest size, a multiple of the granularity
 * @param granularity distance between sizes
 */
public record PhysicalBatches(int largest, int granularity) {
    /** Some of ONNX Runtime's reductions take another way where they have one or two rows. */
    private static final int UNIT_BLOCK = 4;

    /** Units of so many examples fill a graph by themselves; where a unit is always alone, it has no other row. */
    private static final int LARGE_UNIT = 32;

    /** A graph adds up its units in float32, whose worst rounding grows with the square of their number. */
    private static final int MOST_UNITS = 64;

    private static final int MOST_SIZES = 4;

    /** What a run of a graph costs beside its rows, in blocks of them. */
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
     * Sizes for several graphs at a time: multiples of a block of rows and of four units, at most four of them, at most 64
     * units, and such that workers have about as much to do in a usual batch. Units of 32 examples and more have a graph to
     * themselves.
     *
     * @param rows examples of a usual batch, and most in work at a time, rounded up to the first size
     * @param unitSize examples that belong together: sizes are multiples of it
     * @param rowBlock rows that the target's kernels treat alike: sizes are multiples of it
     * @param workers graphs that run at a time, at least 1
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
     * @param limit largest number of examples in work at a time
     * @param unitSize examples that belong together
     * @param rowBlock rows that the target's kernels treat alike: the size is rounded up to a multiple of it
     * @param mostUnits most units that one graph adds up
     * @return the size
     */
    public static PhysicalBatches single(int limit, int unitSize, int rowBlock, int mostUnits) {
        Require.atLeast("physicalBatchSize", limit, unitSize, "pass at least the microbatch size " + unitSize);
        int block = blockOfUnits(unitSize, rowBlock);
        int size = ceilDiv(Math.min(limit / unitSize, mostUnits), block) * block * unitSize;
        return new PhysicalBatches(size, size);
    }

    /**
     * The chunk, in blocks, with which the busiest worker has least to do in batches of about the usual size. Each chunk costs a
     * little beside its blocks, so of two that are as even the longer is taken.
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

    /** What the busiest worker has to do, in blocks, where each takes the next chunk when it is free. */
    private static double busiest(int blocks, int chunk, int workers) {
        double[] work = new double[workers];
        for (int rest = blocks; rest > 0; rest -= chunk) {
            Arrays.sort(work);
            work[0] += Math.min(rest, chunk) + CHUNK_COST;
        }
        return Arrays.stream(work).max().orElseThrow();
    }

    /** The fewest units in whose graphs all rows are equal. */
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
