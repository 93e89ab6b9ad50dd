package org.dpmodel.engine;

import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;

/** Checks that all engines share, with the same messages. For engine implementations. */
public final class CompileChecks {
    private CompileChecks() {}

    /**
     * Checks that a device belongs to the engine.
     *
     * @param engine name of the engine
     * @param device the device
     * @throws EngineException if it belongs to another engine
     */
    public static void requireEngine(String engine, Device device) {
        if (!device.engine().equals(engine)) {
            throw new EngineException("device must be one of engine " + engine + ", found " + device + ": ask engine "
                    + device.engine() + " instead");
        }
    }

    /**
     * Checks that memory for a graph can be allocated before it runs.
     *
     * @param model the graph
     * @throws EngineException if the shape of an input is symbolic
     */
    public static void requireKnownShapes(OnnxModel model) {
        for (ValueInfo input : model.graph().inputs()) {
            if (input.type().shape().isSymbolic()) {
                throw new EngineException("input " + input.name() + " of graph "
                        + model.graph().name() + " must have a known shape, found " + input.type()
                        + ": bind the batch to a number before compiling");
            }
        }
    }

    /**
     * Checks options of a device that has neither a memory limit nor engine options.
     *
     * @param device the device
     * @param options how to run
     * @throws EngineException if there is a memory limit, or an option of the engine
     */
    public static void requireNoDeviceOptions(Device device, ExecutionOptions options) {
        if (options.deviceMemoryLimit().isPresent()) {
            throw new EngineException("deviceMemoryLimit has no effect on " + device + ", found "
                    + options.deviceMemoryLimit().getAsLong() + ": leave it out and limit the process");
        }
        if (!options.providerOptions().isEmpty()) {
            throw new EngineException("device " + device + " has no provider options, found "
                    + options.providerOptions().keySet() + ": leave them out");
        }
    }
}
