package org.dpmodel.engine.onnxruntime;

import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/** A placeholder for a driver in a separate module that is missing: it has no devices, and says what to add. */
final class AbsentDriver implements DeviceDriver {
    private final MissingDevice missing;

    AbsentDriver(DeviceKind kind, String reason, String cure) {
        this.missing = new MissingDevice(OnnxRuntimeEngine.NAME, kind, reason, cure);
    }

    private DeviceUnavailableException unavailable() {
        return new DeviceUnavailableException(missing.toString());
    }

    @Override
    public DeviceKind kind() {
        return missing.kind();
    }

    @Override
    public List<Device> devices() {
        return List.of();
    }

    @Override
    public Optional<MissingDevice> missing() {
        return Optional.of(missing);
    }

    @Override
    public GraphTarget graphTarget() {
        throw unavailable();
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        throw unavailable();
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        throw unavailable();
    }
}
