package org.dpmodel.engine.onnxruntime;

import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/** All that differs between kinds of devices: finding them, their options, and how a session on them is made. */
interface DeviceDriver {
    DeviceKind kind();

    /** The usable devices; throws nothing where libraries are missing. */
    List<Device> devices();

    /** What is missing, if {@link #devices()} is empty. */
    Optional<MissingDevice> missing();

    /** One of {@link #devices()} in words; empty if there is nothing to say. */
    default String description(Device device) {
        return "";
    }

    /** The step compiler's target for this kind. */
    GraphTarget graphTarget();

    /** What a privacy statement has to say of runs with some options; see {@link org.dpmodel.engine.Engine}. */
    default List<String> privacyRemarks(ExecutionOptions options) {
        return List.of();
    }

    /**
     * Checks options without looking for the device.
     *
     * @throws org.dpmodel.engine.EngineException if an option means nothing here or is malformed
     */
    default void check(Device device, ExecutionOptions options) {}

    /**
     * A session on a device.
     *
     * @param model a model whose inputs have known shapes
     * @param device one of {@link #devices()}
     */
    CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options);
}
