package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.WholeRow;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.step.StepGraph;

/** Copies examples into the inputs of a compiled graph. */
public final class BatchTensors {
    private static final int INFINITY = Float.floatToIntBits(Float.POSITIVE_INFINITY);

    private BatchTensors() {}

    /**
     * Fills features and targets; the rest is padded with rows of ones with targets of zero. Padding rows have weight
     * zero, but their values must be finite: with an id of 0, which is often padding in a text, attention may have
     * nothing to attend to, and logarithms and norms of vectors have no derivative at 0. A dataset writes each example
     * within that example's own row: if it wrote more or less, it would shift the examples after it, and clipping would
     * bound nothing. Elements that it skips without writing are NaN, never left over from an example of an earlier batch.
     *
     * @param dataset the examples
     * @param indices positions in the dataset
     * @param from first of the indices to copy
     * @param count the number of indices to copy
     * @param inputs inputs of a step graph, or of a forward graph with a loss
     * @return rows with a feature that is infinite or not a number, counted from 0
     * @throws IllegalArgumentException if the dataset does not write exactly one row for each example
     */
    public static List<Integer> fill(Dataset dataset, int[] indices, int from, int count, Tensors inputs) {
        FloatBuffer features = inputs.get(StepGraph.FEATURES).floats();
        FloatBuffer targets = inputs.get(StepGraph.TARGETS).floats();
        int featureSize = rowSize(inputs.get(StepGraph.FEATURES));
        int targetSize = rowSize(inputs.get(StepGraph.TARGETS));
        IntBuffer bits = inputs.get(StepGraph.FEATURES).bytes().asIntBuffer();
        int[] rowBits = new int[featureSize];
        float[] unknown = new float[Math.max(featureSize, targetSize)];
        Arrays.fill(unknown, Float.NaN);
        List<Integer> nonFinite = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            int index = indices[i];
            WholeRow.copy(
                    dataset, "features", dataset::copyFeatures, index, row(features, i - from, featureSize), unknown);
            WholeRow.copy(dataset, "target", dataset::copyTarget, index, row(targets, i - from, targetSize), unknown);
            bits.get((i - from) * featureSize, rowBits);
            if (!allFinite(rowBits)) {
                nonFinite.add(i - from);
            }
        }
        ones(features.position(count * featureSize));
        zeros(targets.position(count * targetSize));
        return nonFinite;
    }

    /** Floats with all exponent bits set are infinite or not a number; without the sign bit, they are the largest as integers. */
    private static boolean allFinite(int... bits) {
        int below = -1;
        for (int value : bits) {
            below &= (value & Integer.MAX_VALUE) - INFINITY;
        }
        return below < 0;
    }

    private static int rowSize(HostTensor tensor) {
        Shape shape = tensor.type().shape();
        return Math.toIntExact(shape.size(1, shape.rank()));
    }

    private static FloatBuffer row(FloatBuffer rows, int row, int size) {
        return rows.slice(row * size, size);
    }

    /**
     * Fills the rest of a buffer with zeros.
     *
     * @param buffer from its position to its limit
     */
    public static void zeros(FloatBuffer buffer) {
        fill(buffer, 0);
    }

    /**
     * Fills the rest of a buffer with ones.
     *
     * @param buffer from its position to its limit
     */
    public static void ones(FloatBuffer buffer) {
        fill(buffer, 1);
    }

    private static void fill(FloatBuffer buffer, float number) {
        float[] numbers = new float[Math.min(buffer.remaining(), 4096)];
        Arrays.fill(numbers, number);
        while (buffer.hasRemaining()) {
            buffer.put(numbers, 0, Math.min(buffer.remaining(), numbers.length));
        }
    }
}
