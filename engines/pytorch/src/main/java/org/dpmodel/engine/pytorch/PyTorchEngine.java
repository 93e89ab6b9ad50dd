package org.dpmodel.engine.pytorch;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.engine.CompileChecks;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.NativeFolder;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * The engine {@value #NAME}: graphs as TorchScript. Its native library is loaded when a device is first requested, and
 * nothing is downloaded or reported: the system properties {@code ai.djl.offline} and {@code OPT_OUT_TRACKING} are set to
 * true before DJL starts, unless they are already set. A device that does not keep float32 in products is refused.
 * Thread-safe.
 */
public final class PyTorchEngine implements Engine {
    /** Name of the engine. */
    public static final String NAME = "pytorch";

    private final Precision precision = new Precision();

    /** The engine; loads nothing yet. */
    public PyTorchEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return PyTorchRuntime.version();
    }

    @Override
    public List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        if (PyTorchRuntime.problem().isEmpty()) {
            devices.add(Device.cpu(NAME));
            for (int i = 0; i < PyTorchRuntime.cudaDevices(); i++) {
                devices.add(new Device(NAME, DeviceKind.CUDA, i));
            }
        }
        return devices;
    }

    @Override
    public List<MissingDevice> missing() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (PyTorchRuntime.problem().isPresent()) {
            String problem = PyTorchRuntime.problem().get();
            NativeFolder folder = PyTorchRuntime.folder();
            return List.of(new MissingDevice(
                    NAME,
                    DeviceKind.CPU,
                    "the native library of PyTorch cannot be loaded on " + system + ": "
                            + folder.trouble()
                                    .map(trouble -> trouble + " (" + problem + ")")
                                    .orElse(problem),
                    folder.trouble().isPresent()
                            ? folder.cure()
                            : "add the artifact ai.djl.pytorch:pytorch-native-cpu for this system (Linux x64 or aarch64 with"
                                    + " glibc, macOS aarch64, Windows x64), and " + folder.cure()));
        }
        if (PyTorchRuntime.cudaDevices() == 0) {
            return List.of(new MissingDevice(
                    NAME,
                    DeviceKind.CUDA,
                    PyTorchRuntime.hasCuda() ? "there is no CUDA device" : "the loaded PyTorch was built without CUDA",
                    "install an NVIDIA driver and set the environment variable PYTORCH_LIBRARY_PATH to a libtorch of "
                            + "the same version for CUDA, or take " + Device.cpu(NAME)));
        }
        return List.of();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        requireKnown(device);
        return PyTorchTarget.target();
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        requireKnown(device);
        CompileChecks.requireNoDeviceOptions(device, options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        requireKnown(device);
        if (!devices().contains(device)) {
            String reason = missing().stream()
                    .map(MissingDevice::toString)
                    .findFirst()
                    .orElseGet(() -> "the devices are " + devices());
            throw new DeviceUnavailableException("device " + device + " is not usable here: " + reason);
        }
        CompileChecks.requireKnownShapes(model);
        check(device, options);
        precision.require(device);
        return PyTorchCompiledGraph.create(model.graph(), device, options.threads());
    }

    private static void requireKnown(Device device) {
        CompileChecks.requireEngine(NAME, device);
        if (device.kind() != DeviceKind.CPU && device.kind() != DeviceKind.CUDA) {
            throw new DeviceUnavailableException("engine " + NAME + " does not drive " + device.kind()
                    + " devices: take " + Device.cpu(NAME) + " or a " + DeviceKind.CUDA + " device");
        }
    }
}
