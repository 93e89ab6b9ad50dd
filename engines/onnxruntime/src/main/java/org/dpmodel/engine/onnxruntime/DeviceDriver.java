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

/**
 * Everything that differs between kinds of devices: finding them, their options, and creating sessions on them. Drivers
 * of other modules are found by {@link java.util.ServiceLoader}; each kind has one driver, and this module's own come
 * first. Thread-safe.
 */
public interface DeviceDriver {
    /**
     * What it drives.
     *
     * @return the kind of its devices
     */
    DeviceKind kind();

    /**
     * The usable devices; does not throw if libraries are missing. ONNX Runtime's official library has been loaded
     * before, or could not be.
     *
     * @return the devices, possibly none, of engine {@value OnnxRuntimeEngine#NAME}
     */
    List<Device> devices();

    /**
     * What is missing, if {@link #devices()} is empty.
     *
     * @return the reason and how to fix it
     */
    Optional<MissingDevice> missing();

    /**
     * A device in words.
     *
     * @param device one of {@link #devices()}
     * @return a few words, empty if there is nothing to say
     */
    default String description(Device device) {
        return "";
    }

    /**
     * The step compiler's target for this kind.
     *
     * @return the target, with the margin that its arithmetic needs
     */
    GraphTarget graphTarget();

    /**
     * What a privacy statement has to say about runs with some options; see {@link org.dpmodel.engine.Engine}.
     *
     * @param options how the device runs
     * @return sentences; empty if there is nothing to say
     */
    default List<String> privacyRemarks(ExecutionOptions options) {
        return List.of();
    }

    /**
     * Checks options without looking for the device.
     *
     * @param device of this kind
     * @param options how it runs
     * @throws org.dpmodel.engine.EngineException if an option has no meaning here or is malformed
     */
    default void check(Device device, ExecutionOptions options) {}

    /**
     * A session on a device.
     *
     * @param model a model whose inputs have known shapes
     * @param device one of {@link #devices()}
     * @param options how it runs
     * @return the graph, ready to run
     * @throws org.dpmodel.engine.EngineException if the device or the model cannot be used
     */
    CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options);
}
