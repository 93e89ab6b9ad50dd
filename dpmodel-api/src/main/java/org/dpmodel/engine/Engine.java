package org.dpmodel.engine;

import java.util.List;
import org.dpmodel.graph.OnnxModel;

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
     * The devices that can really be used here. May load native libraries; throws nothing where these are missing.
     *
     * @return the devices, the CPU first; empty if {@link #missing()} tells why
     */
    List<Device> devices();

    /**
     * The kinds of device that this engine could drive, but not here.
     *
     * @return what is missing for each, and the cure
     */
    List<MissingDevice> missing();

    /**
     * The family of graphs that serves a device best: the name of a target of the step compiler.
     *
     * @param device one of {@link #devices()}
     * @return {@code "cpu"}, {@code "cuda"}, {@code "cann"}, {@code "pytorch"} or {@code "portable"}
     * @throws EngineException if the device is of another engine or of a kind that this one does not know
     */
    String graphTarget(Device device);

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
