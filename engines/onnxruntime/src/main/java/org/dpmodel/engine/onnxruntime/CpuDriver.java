package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;

/** The processor, by ONNX Runtime's own CPU provider. */
final class CpuDriver implements DeviceDriver {
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
        return OrtRuntime.problem()
                .map(problem -> new MissingDevice(
                        OnnxRuntimeEngine.NAME,
                        DeviceKind.CPU,
                        "the native library of ONNX Runtime cannot be loaded on " + System.getProperty("os.name") + " "
                                + System.getProperty("os.arch") + " (" + problem + ")",
                        "use Linux x64 or aarch64 with glibc, macOS aarch64 or Windows x64, and a writable temporary"
                                + " directory"));
    }

    @Override
    public String graphTarget() {
        return "cpu";
    }

    @Override
    public String description(Device device) {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        if (options.deviceMemoryLimit().isPresent()) {
            throw new EngineException("deviceMemoryLimit means nothing on " + device + ", found "
                    + options.deviceMemoryLimit().getAsLong() + ": leave it out and limit the process");
        }
        if (!options.providerOptions().isEmpty()) {
            throw new EngineException("device " + device + " has no provider options, found "
                    + options.providerOptions().keySet() + ": leave them out");
        }
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
