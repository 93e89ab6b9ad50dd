package org.dpmodel.engine;

import java.util.List;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * Runs ONNX graphs on the devices of this machine. Implementations are found by {@link java.util.ServiceLoader}, have a
 * public constructor without arguments that does no work, and may be used by several threads.
 */
public interface Engine {
    /**
     * The first part of the names of its devices.
     *
     * @return for example {@code "onnxruntime"}
     */
    String name();

    /**
     * A description of the engine, for people.
     *
     * @return library and version, for example {@code "ONNX Runtime 1.29.0"}; the {@link #name()} unless overridden. May
     *     load native libraries; does not throw if these are missing
     */
    default String version() {
        return name();
    }

    /**
     * The devices that are actually usable here. May load native libraries; does not throw if these are missing.
     *
     * @return the devices, the CPU first; if empty, {@link #missing()} says why
     */
    List<Device> devices();

    /**
     * The kinds of devices that this engine supports, but cannot use here.
     *
     * @return what is missing for each, and how to fix it
     */
    List<MissingDevice> missing();

    /**
     * A description of a device: what it is, and the versions that matter for it.
     *
     * @param device one of {@link #devices()}
     * @return for example {@code "NVIDIA A100-SXM4-40GB, driver for CUDA 12.4"}; empty unless overridden
     */
    default String description(Device device) {
        return "";
    }

    /**
     * The target that graphs are compiled for on a device: the forms of computation that suit it best, and the margin
     * below the clipping norm that its arithmetic needs. {@link org.dpmodel.graph.step.PortableTarget} works on most
     * devices.
     *
     * @param device one of {@link #devices()}
     * @return the target, the same for the same kind of device
     * @throws EngineException if the device belongs to another engine, or its kind is unknown to this one
     */
    GraphTarget graphTarget(Device device);

    /**
     * Checks options as {@link #compile} does, before any expensive work. Does not check whether the device exists.
     *
     * @param device a device of a kind that the engine knows
     * @param options how to run
     * @throws DeviceUnavailableException if the engine does not support such devices
     * @throws EngineException if an option has no meaning on the device or a malformed value; the engine's own library
     *     may still refuse an option that is accepted here
     */
    default void check(Device device, ExecutionOptions options) {}

    /**
     * Caveats that a privacy statement must contain for runs on a device with given options: each way in which they
     * compute less precisely than the proof of the clipping norm assumes. A training with such options logs a warning,
     * and the caveats are kept in the ledger and in every statement of the model.
     *
     * @param device one of {@link #devices()}
     * @param options how to run
     * @return complete sentences, the same for the same options; empty if the guarantee covers such runs, which is the
     *     default
     */
    default List<String> privacyRemarks(Device device, ExecutionOptions options) {
        return List.of();
    }

    /**
     * Prepares a graph for repeated runs.
     *
     * @param model the graph, its batch bound to a number
     * @param device one of {@link #devices()}; never replaced by another one
     * @param options how to run
     * @return the graph, to be closed by the caller
     * @throws DeviceUnavailableException if the device cannot be used here
     * @throws EngineException if the engine refuses the graph, or an option has no meaning on the device
     */
    CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options);
}
