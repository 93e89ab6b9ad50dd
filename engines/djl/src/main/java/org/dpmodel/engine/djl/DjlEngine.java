package org.dpmodel.engine.djl;

import java.util.List;
import org.dpmodel.engine.CompileChecks;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.PortableTarget;

/**
 * The engine {@value #NAME}: graphs node by node, as array operations of the Deep Java Library's default engine, or of
 * the one that the system property {@value #ENGINE_PROPERTY} names. For DJL engines without a module of their own here;
 * on PyTorch a step takes about twice as long as with engine {@code pytorch}. It offers only the CPU: arrays provide no
 * way to find out whether another engine's matrix units keep float32, on which the bound of the sensitivity rests.
 *
 * <p>The number of threads is controlled by DJL: set it as the underlying engine requires. Nothing is downloaded or
 * reported, as with engine {@code pytorch}. Thread-safe.
 */
public final class DjlEngine implements Engine {
    /** Name of the engine. */
    public static final String NAME = "djl";

    /** System property with the name of an engine of DJL, for example {@code PyTorch}. */
    public static final String ENGINE_PROPERTY = "dpmodel.djl.engine";

    /** The engine; loads nothing yet. */
    public DjlEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return DjlRuntime.problem().isPresent() ? "Deep Java Library" : DjlRuntime.version();
    }

    @Override
    public List<Device> devices() {
        return DjlRuntime.problem().isEmpty() ? List.of(Device.cpu(NAME)) : List.of();
    }

    @Override
    public List<MissingDevice> missing() {
        return DjlRuntime.problem()
                .map(problem -> List.of(new MissingDevice(
                        NAME,
                        DeviceKind.CPU,
                        "no engine of the Deep Java Library can be used (" + problem + ")",
                        "add one that has its own arrays, for example ai.djl.pytorch:pytorch-engine with its native "
                                + "library, and name it in the system property " + ENGINE_PROPERTY
                                + " if there are several")))
                .orElse(List.of());
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        requireKnown(device);
        return PortableTarget.target();
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        requireKnown(device);
        DjlRuntime.problem().ifPresent(problem -> {
            throw new DeviceUnavailableException("device " + device + " is not usable here: " + missing());
        });
        CompileChecks.requireKnownShapes(model);
        check(device, options);
        return new DjlCompiledGraph(model.graph(), device, DjlRuntime.engine());
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        requireKnown(device);
        CompileChecks.requireNoDeviceOptions(device, options);
    }

    private static void requireKnown(Device device) {
        CompileChecks.requireEngine(NAME, device);
        if (device.kind() != DeviceKind.CPU) {
            throw new DeviceUnavailableException("engine " + NAME + " drives no " + device.kind() + " devices: take "
                    + Device.cpu(NAME) + ", or engine pytorch or onnxruntime");
        }
    }
}
