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
     *     load native libraries; throws nothing where these are missing
     */
    default String version() {
        return name();
    }

    /**
     * The devices that can really be used here. May load native libraries; throws nothing where these are missing.
     *
     * @return the devices, the CPU first; empty if {@link #missing()} says why
     */
    List<Device> devices();

    /**
     * The kinds of device that this engine could drive, but not here.
     *
     * @return what is missing for each, and the cure
     */
    List<MissingDevice> missing();

    /**
     * A device in words: what it is, and versions that matter for it.
     *
     * @param device one of {@link #devices()}
     * @return for example {@code "NVIDIA A100-SXM4-40GB, driver for CUDA 12.4"}; empty unless overridden
     */
    default String description(Device device) {
        return "";
    }

    /**
     * The target that graphs are compiled for on a device: the forms of computation that suit it best, and the margin
     * below the clipping norm that its arithmetic needs. {@link org.dpmodel.graph.step.PortableTarget} is one that most
     * devices take.
     *
     * @param device one of {@link #devices()}
     * @return the target, the same for the same kind of device
     * @throws EngineException if the device is of another engine or of a kind that this one does not know
     */
    GraphTarget graphTarget(Device device);

    /**
     * Checks options as {@link #compile} does, before anything takes time. Whether the device is there is not asked.
     *
     * @param device a device of a kind that the engine knows
     * @param options how to run
     * @throws DeviceUnavailableException if the engine does not drive such devices
     * @throws EngineException if an option means nothing on the device or has a malformed value; what is accepted may
     *     still be refused by the engine's own library
     */
    default void check(Device device, ExecutionOptions options) {}

    /**
     * Remarks that a privacy statement must contain for runs on a device with given options: each way in which they
     * compute less exactly than the proof of the clipping norm assumes. A training with such options logs a warning,
     * and the remarks stay in the ledger and in every statement of the model.
     *
     * @param device one of {@link #devices()}
     * @param options how to run
     * @return sentences for a person, the same for the same options; none if the guarantee covers such runs, as it does
     *     unless overridden
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
     * @throws EngineException if the engine refuses the graph, or an option means nothing on the device
     */
    CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options);
}
