package org.dpmodel.training;

import java.nio.FloatBuffer;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.step.StepGraph;

/** Copies examples into the inputs of a compiled graph. */
public final class BatchTensors {
    private BatchTensors() {}

    /**
     * Fills features and targets, and zeros behind them.
     *
     * @param dataset the examples
     * @param indices positions in the dataset
     * @param from first of the indices to copy
     * @param count how many to copy
     * @param inputs inputs of a step graph, or of a forward graph with a loss
     */
    public static void fill(Dataset dataset, int[] indices, int from, int count, Tensors inputs) {
        FloatBuffer features = inputs.get(StepGraph.FEATURES).floats();
        FloatBuffer targets = inputs.get(StepGraph.TARGETS).floats();
        for (int i = from; i < from + count; i++) {
            dataset.copyFeatures(indices[i], features);
            dataset.copyTarget(indices[i], targets);
        }
        zeros(features);
        zeros(targets);
    }

    /**
     * Fills the rest of a buffer with zeros.
     *
     * @param buffer from its position to its limit
     */
    public static void zeros(FloatBuffer buffer) {
        float[] zeros = new float[Math.min(buffer.remaining(), 4096)];
        while (buffer.hasRemaining()) {
            buffer.put(zeros, 0, Math.min(buffer.remaining(), zeros.length));
        }
    }
}
