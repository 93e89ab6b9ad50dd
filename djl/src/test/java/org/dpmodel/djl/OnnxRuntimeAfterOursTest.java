package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine;
import org.junit.jupiter.api.Test;

/** ONNX Runtime has one environment in a process, which DJL's engine wants to make: ours comes first here, and lets it. */
class OnnxRuntimeAfterOursTest {
    @Test
    void djlsEngineStartsAfterOurs() {
        assertEquals(
                OnnxRuntimeEngine.NAME,
                Engines.device("onnxruntime:cpu").engine().name());
        try (NDManager manager = Engine.getEngine("OnnxRuntime").newBaseManager(Device.cpu())) {
            assertEquals(3, manager.create(new float[] {1, 2, 3}).toFloatArray()[2]);
        }
    }
}
