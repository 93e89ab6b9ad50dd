package org.dpmodel.engine.onnxruntime.cann;

import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.onnxruntime.DeviceDriver;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * Ascend devices, through a core with the CANN provider at a location given by the user. The official Java classes cannot
 * use such a core, see {@link org.dpmodel.engine.onnxruntime.capi}.
 */
public final class CannDriver implements DeviceDriver {
    /** For the service loader. */
    public CannDriver() {}

    @Override
    public DeviceKind kind() {
        return DeviceKind.CANN;
    }

    @Override
    public List<Device> devices() {
        try {
            return CannRuntime.load().devices(OnnxRuntimeEngine.NAME);
        } catch (EngineException | LinkageError e) {
            return List.of();
        }
    }

    @Override
    public Optional<MissingDevice> missing() {
        try {
            CannRuntime.load().devices(OnnxRuntimeEngine.NAME);
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(missing(e.getMessage(), "see docs/ascend.md"));
        } catch (LinkageError e) {
            return Optional.of(missing(
                    "native libraries cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + " (" + e.getMessage() + ")",
                    "use Linux x64 or aarch64 with glibc; JNA's library is unpacked in the folder of -Djna.tmpdir, or"
                            + " else in ~/.cache/JNA/temp or the temporary folder: make sure that it is writable and "
                            + "allows execution (no mount option noexec)"));
        }
    }

    private static MissingDevice missing(String reason, String cure) {
        return new MissingDevice(OnnxRuntimeEngine.NAME, DeviceKind.CANN, reason, cure);
    }

    @Override
    public GraphTarget graphTarget() {
        return CannTarget.target();
    }

    @Override
    public List<String> privacyRemarks(ExecutionOptions options) {
        return CannOptions.privacyRemarks(options);
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        CannOptions.check(options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        try {
            return CannRuntime.load().compile(model, device, options);
        } catch (LinkageError e) {
            throw new DeviceUnavailableException("device " + device + " is not usable here: "
                    + missing().map(MissingDevice::toString).orElse(String.valueOf(e.getMessage())));
        }
    }
}
