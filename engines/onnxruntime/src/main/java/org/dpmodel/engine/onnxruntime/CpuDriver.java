package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompileChecks;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.NativeFolder;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/** The CPU, through ONNX Runtime's own CPU provider. */
final class CpuDriver implements DeviceDriver {
    /** The size of the unpacked artifact, rounded up. */
    static final int LIBRARY_MEGABYTES = 40;

    @Override
    public DeviceKind kind() {
        return DeviceKind.CPU;
    }

    @Override
    public List<Device> devices() {
        return OrtRuntime.problem().isPresent() ? List.of() : List.of(Device.cpu(OnnxRuntimeEngine.NAME));
    }

    @Override
    public Optional<MissingDevice> missing() {
        NativeFolder folder = NativeFolder.temporary(LIBRARY_MEGABYTES);
        return OrtRuntime.problem()
                .map(problem -> new MissingDevice(
                        OnnxRuntimeEngine.NAME,
                        DeviceKind.CPU,
                        "the native library of ONNX Runtime cannot be loaded on " + System.getProperty("os.name") + " "
                                + System.getProperty("os.arch") + ": "
                                + folder.trouble()
                                        .map(trouble -> trouble + " (" + problem + ")")
                                        .orElse(problem),
                        folder.trouble().isPresent()
                                ? folder.cure()
                                : "use Linux x64 or aarch64 with glibc, macOS aarch64 or Windows x64, and "
                                        + folder.cure()));
    }

    @Override
    public GraphTarget graphTarget() {
        return OnnxRuntimeTargets.cpu();
    }

    @Override
    public String description(Device device) {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        CompileChecks.requireNoDeviceOptions(device, options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        check(device, options);
        try (SessionOptions settings = OrtRuntime.sessionOptions(options)) {
            return OrtCompiledGraph.create(OrtRuntime.environment(), model, device, settings);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime refuses the options " + options + ": " + e.getMessage(), e);
        }
    }
}
