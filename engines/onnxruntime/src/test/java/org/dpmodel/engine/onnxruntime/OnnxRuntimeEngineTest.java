package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.lowering.GraphTarget;
import org.junit.jupiter.api.Test;

class OnnxRuntimeEngineTest {
    private static final Device CPU = Device.cpu("onnxruntime");

    /** A kind of device whose libraries are not installed. */
    private static final class AbsentDriver implements DeviceDriver {
        @Override
        public DeviceKind kind() {
            return DeviceKind.CUDA;
        }

        @Override
        public List<Device> devices() {
            return List.of();
        }

        @Override
        public Optional<MissingDevice> missing() {
            return Optional.of(new MissingDevice(
                    "onnxruntime", DeviceKind.CUDA, "libcudart.so.13 was not found", "install CUDA 13"));
        }

        @Override
        public GraphTarget graphTarget() {
            return OnnxRuntimeTargets.cuda();
        }

        @Override
        public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
            throw new AssertionError("an absent device must not be compiled for");
        }
    }

    private static OnnxModel gather() {
        return new OnnxModel(
                new Graph(
                        "lookup",
                        List.of(
                                new ValueInfo("table", TensorType.floats(4)),
                                new ValueInfo("row", new TensorType(DataType.INT64, Shape.of(1)))),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("find", "Gather", List.of("table", "row"), List.of("y"), Attributes.none())),
                        Map.of()),
                17);
    }

    @Test
    void theServiceLoaderFindsTheEngineAndItsDevice() {
        Engine engine = Engines.device("onnxruntime:cpu").engine();
        assertInstanceOf(OnnxRuntimeEngine.class, engine);
        assertEquals(CPU, engine.devices().get(0));
        assertTrue(engine.missing().stream().noneMatch(missing -> missing.kind() == DeviceKind.CPU));
        assertEquals("ONNX Runtime 1.29.0", engine.version());
        assertTrue(engine.description(CPU).contains(" processors"), engine.description(CPU));
        assertEquals("cpu", engine.graphTarget(CPU).name());
    }

    @Test
    void aMissingDeviceIsNamedWithItsCure() {
        OnnxRuntimeEngine engine = new OnnxRuntimeEngine(List.of(new CpuDriver(), new AbsentDriver()));
        Device wanted = Device.parse("onnxruntime:cuda:0");
        DeviceUnavailableException error = assertThrows(
                DeviceUnavailableException.class, () -> engine.compile(gather(), wanted, ExecutionOptions.defaults()));
        assertTrue(error.getMessage().contains("libcudart.so.13"), error.getMessage());
        assertTrue(error.getMessage().contains("install CUDA 13"), error.getMessage());
        assertEquals("cuda", engine.graphTarget(wanted).name());
        DeviceUnavailableException found = assertThrows(
                DeviceUnavailableException.class, () -> Engines.of(engine).find("onnxruntime:cuda:0"));
        assertTrue(found.getMessage().contains("onnxruntime:cpu is usable"), found.getMessage());
    }

    @Test
    void aLimitOfDeviceMemoryMeansNothingOnTheProcessor() {
        EngineException error = assertThrows(EngineException.class, () -> new OnnxRuntimeEngine()
                .compile(gather(), CPU, ExecutionOptions.defaults().withDeviceMemoryLimit(1 << 20))
                .close());
        assertTrue(error.getMessage().contains("deviceMemoryLimit"), error.getMessage());
    }

    @Test
    void aRunThatFailsLeavesTheGraphUsable() {
        try (CompiledGraph graph = new OnnxRuntimeEngine().compile(gather(), CPU, ExecutionOptions.defaults())) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("table").floats().put(new float[] {1, 2, 3, 4});
            inputs.get("row").longs().put(0, 9);
            EngineException error = assertThrows(EngineException.class, () -> graph.run(inputs, outputs));
            assertTrue(error.getMessage().contains("graph lookup on onnxruntime:cpu"), error.getMessage());
            inputs.get("row").longs().put(0, 2);
            graph.run(inputs, outputs);
            assertEquals(3, outputs.get("y").floats().get(0));
        }
    }
}
