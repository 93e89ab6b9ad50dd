package org.dpmodel.engine.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.reference.OperatorCases;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DjlEngineTest {
    private final DjlEngine engine = new DjlEngine();

    @AfterEach
    void theDefaultEngineAgain() {
        System.clearProperty(DjlEngine.ENGINE_PROPERTY);
    }

    @Test
    void takesTheEngineThatIsNamed() {
        System.setProperty(DjlEngine.ENGINE_PROPERTY, "PyTorch");
        assertEquals(List.of(Device.cpu("djl")), engine.devices());
        assertEquals(List.of(), engine.missing());
        assertEquals(
                PortableTarget.target().name(),
                engine.graphTarget(Device.cpu("djl")).name());
    }

    /** One that is not there, and one that the library brings along, which has no arrays. */
    @ParameterizedTest
    @ValueSource(strings = {"Abacus", "RPC"})
    void anEngineWithoutArraysIsNotUsable(String name) {
        System.setProperty(DjlEngine.ENGINE_PROPERTY, name);
        assertEquals(List.of(), engine.devices());
        String reason = engine.missing().toString();
        assertTrue(reason.contains(DjlEngine.ENGINE_PROPERTY) && reason.contains("pytorch-engine"), reason);
        DeviceUnavailableException error = assertThrows(DeviceUnavailableException.class, () -> engine.compile(
                        OperatorCases.all().get(0).model(), Device.cpu("djl"), ExecutionOptions.defaults())
                .close());
        assertTrue(error.getMessage().contains("djl:cpu"), error.getMessage());
    }

    @Test
    void drivesNoGpu() {
        String message = assertThrows(
                        DeviceUnavailableException.class, () -> engine.graphTarget(Device.parse("djl:cuda:0")))
                .getMessage();
        assertTrue(message.contains("djl:cpu") && message.contains("pytorch"), message);
    }
}
