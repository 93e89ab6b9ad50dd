package org.dpmodel.engine.onnxruntime;

import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompileChecks;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * The engine {@value #NAME}: ONNX Runtime's inference sessions. The whole step graph runs as one call; nothing of ONNX
 * Runtime's training packages is used. Its native library is loaded when a device is first requested. Thread-safe.
 */
public final class OnnxRuntimeEngine implements Engine {
    /** Name of the engine. */
    public static final String NAME = "onnxruntime";

    private final List<DeviceDriver> drivers;

    /** The engine with the drivers that its own class loader sees; loads no native code yet. */
    public OnnxRuntimeEngine() {
        this(Drivers.load(OnnxRuntimeEngine.class.getClassLoader()));
    }

    OnnxRuntimeEngine(List<DeviceDriver> drivers) {
        this.drivers = List.copyOf(drivers);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return OrtRuntime.problem().isEmpty() ? "ONNX Runtime " + OrtRuntime.version() : "ONNX Runtime";
    }

    @Override
    public List<Device> devices() {
        loadOfficialLibrary();
        return drivers.stream().flatMap(driver -> driver.devices().stream()).toList();
    }

    @Override
    public List<MissingDevice> missing() {
        loadOfficialLibrary();
        return drivers.stream()
                .map(DeviceDriver::missing)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public String description(Device device) {
        return driver(device).description(device);
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        return driver(device).graphTarget();
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        driver(device).check(device, options);
    }

    @Override
    public List<String> privacyRemarks(Device device, ExecutionOptions options) {
        return driver(device).privacyRemarks(options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        DeviceDriver driver = driver(device);
        loadOfficialLibrary();
        if (!driver.devices().contains(device)) {
            throw new DeviceUnavailableException("device " + device + " is not usable here: "
                    + driver.missing().map(MissingDevice::toString).orElse("the devices are " + devices()));
        }
        CompileChecks.requireKnownShapes(model);
        return driver.compile(model, device, options);
    }

    /**
     * The official library comes first: it requests a core by a name that every core has, and would get another driver's
     * core if that was loaded before. The drivers that need it report whether it can be loaded.
     */
    private static void loadOfficialLibrary() {
        OrtRuntime.problem();
    }

    private DeviceDriver driver(Device device) {
        CompileChecks.requireEngine(NAME, device);
        return drivers.stream()
                .filter(driver -> driver.kind() == device.kind())
                .findFirst()
                .orElseThrow(() -> new DeviceUnavailableException("engine " + NAME + " does not drive " + device.kind()
                        + " devices in this version: take one of " + devices()));
    }
}
