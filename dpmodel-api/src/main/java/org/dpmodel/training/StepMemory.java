package org.dpmodel.training;

import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.LiveMemory;

/**
 * An estimate of the memory of a model's step graphs, computed from their values: each worker has a graph of each
 * physical batch size, and each graph has its own tensors.
 *
 * @param workers graphs that run at a time
 * @param largest examples in the largest graph
 * @param graphs graphs of each worker
 * @param bytes all of them together, on the device
 */
public record StepMemory(int workers, int largest, int graphs, long bytes) {
    /** What a session of ONNX Runtime holds for a node: its attributes, kernel and place in the plan. */
    private static final long BYTES_OF_A_NODE = 6L << 10;

    /** Allocators round up and leave gaps: seen with networks of several kinds on ONNX Runtime. */
    private static final double WITH_GAPS = 1.5;

    /**
     * Compiles the graphs of the fastest form, and adds up their values.
     *
     * @param settings what steps have in common
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
