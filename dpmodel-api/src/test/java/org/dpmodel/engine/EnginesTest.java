package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.Test;

class EnginesTest {
    /** Knows devices, compiles nothing. */
    private record Catalogue(String name, List<Device> devices, List<MissingDevice> missing) implements Engine {
        @Override
        public GraphTarget graphTarget(Device device) {
            return PortableTarget.target();
        }

        @Override
        public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
            throw new EngineException(name + " only lists devices: take a real engine");
        }
    }

    private static final Engine HERE = new Catalogue(
            "here",
            List.of(Device.cpu("here"), Device.parse("here:cuda:0")),
            List.of(new MissingDevice("here", DeviceKind.CANN, "libascendcl.so was not found", "install CANN 8")));

    @Test
    void aNamedDeviceIsFoundWithItsEngine() {
        EngineDevice found = Engines.of(HERE).find("here:cuda:0");
        assertSame(HERE, found.engine());
        assertEquals("here:cuda:0", found.toString());
        assertEquals("portable", found.graphTarget().name());
    }

    @Test
    void anotherDeviceIsNeverTakenInstead() {
        for (String wanted : List.of("here:cuda:1", "here:cann:0")) {
            DeviceUnavailableException error = assertThrows(
                    DeviceUnavailableException.class, () -> Engines.of(HERE).find(wanted));
            String message = error.getMessage();
            assertTrue(message.contains("device " + wanted), message);
            assertTrue(message.contains("here:cuda:0 is usable"), message);
            // What other kinds of devices lack would bury the answer.
            assertEquals(
                    wanted.contains("cann"), message.contains("libascendcl.so was not found; install CANN 8"), message);
        }
    }

    @Test
    void anAbsentEngineNamesTheArtifactsOfEngines() {
        DeviceUnavailableException error = assertThrows(
                DeviceUnavailableException.class, () -> Engines.of(HERE).find("there:cpu"));
        assertTrue(error.getMessage().contains("dpmodel-onnxruntime, "), error.getMessage());
        DeviceUnavailableException none = assertThrows(
                DeviceUnavailableException.class, () -> Engines.of().find("onnxruntime:cpu"));
        assertTrue(none.getMessage().contains("no engine is on the class path"), none.getMessage());
    }

    @Test
    void twoEnginesOfOneNameAreAmbiguous() {
        EngineException error =
                assertThrows(EngineException.class, () -> Engines.of(HERE, HERE).find("here:cpu"));
        assertTrue(error.getMessage().contains("ambiguous"), error.getMessage());
        assertFalse(error instanceof DeviceUnavailableException);
    }

    @Test
    void optionsAreCheckedAndCopied() {
        ExecutionOptions options = ExecutionOptions.defaults();
        assertEquals(Runtime.getRuntime().availableProcessors(), options.threads());
        assertEquals(OptionalLong.of(5), options.withDeviceMemoryLimit(5).deviceMemoryLimit());
        assertEquals(Map.of("a", "b"), options.withProviderOption("a", "b").providerOptions());
        assertEquals(3, options.withThreads(3).threads());
        assertThrows(EngineException.class, () -> options.withThreads(0));
        assertThrows(EngineException.class, () -> options.withDeviceMemoryLimit(0));
    }

    @Test
    void theGuardRefusesWhatTheThreadRuleForbids() {
        RunGuard guard = new RunGuard("g");
        guard.begin();
        assertTrue(assertThrows(IllegalStateException.class, guard::begin)
                .getMessage()
                .contains("another thread"));
        assertThrows(IllegalStateException.class, guard::close);
        guard.end();
        assertTrue(guard.close());
        assertFalse(guard.close());
        assertTrue(assertThrows(IllegalStateException.class, guard::begin)
                .getMessage()
                .contains("closed"));
    }
}
