package org.dpmodel.training;

import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.LiveMemory;

/**
 * An estimate of the memory of a model's step graphs, computed from their values: each worker has a graph of each
 * physical batch size, and each graph has its own tensors.
 *
 * @param workers number of graphs that run at the same time
 * @param largest number of examples in the largest graph
 * @param graphs number of graphs of each worker
 * @param bytes memory of all of them together, on the device
 */
public record StepMemory(int workers, int largest, int graphs, long bytes) {
    /** What an ONNX Runtime session stores for a node: its attributes, kernel and place in the execution plan. */
    private static final long BYTES_OF_A_NODE = 6L << 10;

    /** Allocators round up and leave gaps; measured with networks of several kinds on ONNX Runtime. */
    private static final double WITH_GAPS = 1.5;

    /**
     * Compiles the graphs of the fastest form, and adds up their values.
     *
     * @param settings the settings of the steps
     * @return the memory
     * @throws org.dpmodel.graph.GraphException if the network has no step graph
     */
    public static StepMemory of(StepSettings settings) {
        StepForm form = settings.forms().get(0);
        long bytes = 0;
        for (int size : form.sizes().sizes()) {
            OnnxModel model = settings.compile(size).model();
            bytes += (long) (WITH_GAPS * LiveMemory.peakBytes(model.graph()))
                    + model.graph().nodes().size() * BYTES_OF_A_NODE;
        }
        return new StepMemory(
                settings.workers(), form.sizes().largest(), form.sizes().sizes().size(), settings.workers() * bytes);
    }
}
