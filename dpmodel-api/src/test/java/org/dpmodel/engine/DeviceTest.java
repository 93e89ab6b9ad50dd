package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"onnxruntime:cpu", "onnxruntime:cuda:0", "onnxruntime:cann:3", "pytorch:cpu"})
    void namesAreReadAsTheyArePrinted(String name) {
        assertEquals(name, Device.parse(name).toString());
    }

    @Test
    void thePartsAreRead() {
        assertEquals(new Device("onnxruntime", DeviceKind.CUDA, 12), Device.parse("onnxruntime:cuda:12"));
        assertEquals(Device.cpu("pytorch"), Device.parse("pytorch:cpu"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu",
                "onnxruntime",
                "onnxruntime:",
                "onnxruntime:tpu",
                "onnxruntime:cpu:0",
                "onnxruntime:cuda",
                "onnxruntime:cuda:-1",
                "onnxruntime:cuda:99999999999",
                "OnnxRuntime:cpu",
                "onnxruntime:CPU",
                " onnxruntime:cpu"
            })
    void anythingElseIsRefusedWithAnExample(String name) {
        EngineException error = assertThrows(EngineException.class, () -> Device.parse(name));
        assertTrue(error.getMessage().contains("'" + name + "'"), error.getMessage());
        assertTrue(error.getMessage().contains("onnxruntime:cpu"), error.getMessage());
    }

    @Test
    void impossibleOrdinalsAreRefused() {
        assertThrows(EngineException.class, () -> new Device("onnxruntime", DeviceKind.CPU, 1));
        assertThrows(EngineException.class, () -> new Device("onnxruntime", DeviceKind.CUDA, -1));
        assertThrows(EngineException.class, () -> new Device("a:b", DeviceKind.CPU, 0));
    }
}
