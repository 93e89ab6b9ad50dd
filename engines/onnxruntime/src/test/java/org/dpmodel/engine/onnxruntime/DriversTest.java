package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers come from other modules as well; one that is not there is named with its artifact. */
class DriversTest {
    @TempDir
    Path folder;

    /** As another module would bring it. */
    public static final class Brought implements DeviceDriver {
        /** For the service loader. */
        public Brought() {}

        @Override
        public DeviceKind kind() {
            return DeviceKind.CANN;
        }

        @Override
        public List<Device> devices() {
            return List.of();
        }

        @Override
        public Optional<MissingDevice> missing() {
            return Optional.empty();
        }

        @Override
        public GraphTarget graphTarget() {
            return OnnxRuntimeTargets.cpu();
        }

        @Override
        public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
            throw new AssertionError("nothing is compiled here");
        }
    }

    private DeviceDriver cannDriver(String className) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(DeviceDriver.class.getName()), className);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, DeviceDriver.class.getClassLoader())) {
            List<DeviceDriver> drivers = Drivers.load(loader);
            assertEquals(
                    List.of(DeviceKind.CPU, DeviceKind.CUDA, DeviceKind.CANN),
                    drivers.stream().map(DeviceDriver::kind).toList());
            return drivers.get(2);
        }
    }

    @Test
    void aDriverOfAnotherModuleIsFound() throws IOException {
        assertInstanceOf(Brought.class, cannDriver(Brought.class.getName()));
    }

    @Test
    void aDriverThatCannotBeCreatedHidesNoOther() throws IOException {
        String missing = cannDriver("no.such.Driver").missing().orElseThrow().toString();
        assertTrue(missing.contains("no.such.Driver"), missing);
        assertTrue(missing.contains(Drivers.CANN_ARTIFACT), missing);
    }

    @Test
    void cannWithoutItsModuleNamesTheArtifact() {
        DeviceUnavailableException found =
                assertThrows(DeviceUnavailableException.class, () -> Engines.device("onnxruntime:cann:0"));
        assertTrue(found.getMessage().contains("org.dpmodel:dpmodel-onnxruntime-cann:"), found.getMessage());
        OnnxRuntimeEngine engine = new OnnxRuntimeEngine();
        Device device = Device.parse("onnxruntime:cann:0");
        for (DeviceUnavailableException error : List.of(
                assertThrows(DeviceUnavailableException.class, () -> engine.graphTarget(device)),
                assertThrows(
                        DeviceUnavailableException.class, () -> engine.check(device, ExecutionOptions.defaults())))) {
            assertTrue(error.getMessage().contains("its driver is not on the class path"), error.getMessage());
            assertTrue(error.getMessage().contains(Drivers.CANN_ARTIFACT), error.getMessage());
        }
    }
}
