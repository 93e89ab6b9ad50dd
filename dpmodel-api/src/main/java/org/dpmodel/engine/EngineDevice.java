package org.dpmodel.engine;

import java.util.List;
import java.util.Objects;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * A usable device together with the engine that drives it.
 *
 * @param engine the engine
 * @param device one of its devices
 */
public record EngineDevice(Engine engine, Device device) {
    /**
     * Checks that both parts are present.
     *
     * @param engine the engine
     * @param device one of its devices
     */
    public EngineDevice {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(device, "device");
    }

    /**
     * The target of the step compiler for the device.
     *
     * @return as {@link Engine#graphTarget}
     */
    public GraphTarget graphTarget() {
        return engine.graphTarget(device);
    }

    /**
     * Caveats that a privacy statement must contain for runs with given options.
     *
     * @param options how to run
     * @return as {@link Engine#privacyRemarks}
     */
    public List<String> privacyRemarks(ExecutionOptions options) {
        return engine.privacyRemarks(device, options);
    }

    /**
     * Prepares a graph for repeated runs. Waits while the process ends.
     *
     * @param model the graph, its batch bound to a number
     * @param options how to run
     * @return as {@link Engine#compile}
     * @throws EngineException as {@link Engine#compile}
     */
    public CompiledGraph compile(OnnxModel model, ExecutionOptions options) {
        NativeCalls.begin();
        try {
            return engine.compile(model, device, options);
        } finally {
            NativeCalls.end();
        }
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
