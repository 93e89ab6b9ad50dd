package org.dpmodel.engine.onnxruntime;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.graph.LibraryVersion;

/** The drivers of this module, and those of other modules on the class path. */
final class Drivers {
    /** The module of the driver for Ascend devices. */
    static final String CANN_ARTIFACT = "org.dpmodel:dpmodel-onnxruntime-cann:" + LibraryVersion.current();

    private Drivers() {}

    /** One for each kind; if the driver of a kind does not exist, or cannot be created, a placeholder says so. */
    static List<DeviceDriver> load(ClassLoader loader) {
        Map<DeviceKind, DeviceDriver> drivers = new EnumMap<>(DeviceKind.class);
        for (DeviceDriver driver : List.of(new CpuDriver(), new CudaDriver())) {
            drivers.put(driver.kind(), driver);
        }
        String reason = "its driver is not on the class path";
        String cure = "add the artifact " + CANN_ARTIFACT;
        try {
            for (DeviceDriver driver : ServiceLoader.load(DeviceDriver.class, loader)) {
                drivers.putIfAbsent(driver.kind(), driver);
            }
        } catch (ServiceConfigurationError e) {
            reason = "its driver cannot be created (" + e.getMessage() + ")";
            cure = "take the artifact " + CANN_ARTIFACT + ", whose version is that of the engine";
        }
        drivers.putIfAbsent(DeviceKind.CANN, new AbsentDriver(DeviceKind.CANN, reason, cure));
        return List.copyOf(drivers.values());
    }
}
