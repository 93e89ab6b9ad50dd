package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each mistake is an error that names it, after which the graph works as before. */
abstract class RefusalContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(1);

    private CompiledGraph graph;
    private Tensors inputs;
    private Tensors outputs;

    abstract EngineDevice device();

    @BeforeEach
    void compile() {
        graph = device().compile(SampleGraphs.scaling("refusals", 2), OPTIONS);
        inputs = Tensors.allocate(graph.inputs());
        outputs = Tensors.allocate(graph.outputs());
        inputs.get("x").floats().put(new float[] {1, 2});
        inputs.get("factor").floats().put(0, 5);
    }

    @AfterEach
    void theGraphStillWorks() {
        graph.run(inputs, outputs);
        float[] y = new float[2];
        outputs.get("y").floats().get(y);
        assertArrayEquals(new float[] {5, 10}, y);
        graph.close();
    }

    private void refused(Tensors in, Tensors out, String... words) {
        assertWords(assertThrows(EngineException.class, () -> graph.run(in, out)), words);
    }

    private static void assertWords(Exception error, String... words) {
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
    }

    private static Tensors with(Tensors tensors, String name, TensorType type) {
        Map<String, HostTensor> changed = new LinkedHashMap<>(tensors.asMap());
        changed.put(name, HostTensor.allocate(type));
        return Tensors.of(changed);
    }

    @Test
    void missingTensors() {
        refused(Tensors.of(Map.of("x", inputs.get("x"))), outputs, "input factor is missing", "[x]");
        refused(inputs, Tensors.of(Map.of()), "output y is missing");
    }

    @Test
    void tensorsThatTheGraphDoesNotHave() {
        refused(with(inputs, "noise", TensorType.floats(1)), outputs, "no input noise", "[x, factor]");
        refused(inputs, with(outputs, "z", TensorType.floats(1)), "no output z", "[y]");
    }

    @Test
    void wrongShapesAndElementTypes() {
        refused(with(inputs, "x", TensorType.floats(3)), outputs, "input x must be float[2], found float[3]");
        refused(with(inputs, "x", TensorType.floats(1, 2)), outputs, "input x");
        refused(inputs, with(outputs, "y", TensorType.floats(1)), "output y must be float[2]");
        TensorType wide = new TensorType(DataType.DOUBLE, Shape.of(2));
        refused(with(inputs, "x", wide), outputs, "input x must be float[2], found double[2]");
        refused(inputs, with(outputs, "y", wide), "output y must be float[2], found double[2]");
    }

    @Test
    void tensorsThatAreReadAndWritten() {
        refused(inputs, Tensors.of(Map.of("y", inputs.get("x"))), "output y", "input");
    }

    @Test
    void graphsWithAnUnknownOperator() {
        OnnxModel model = new OnnxModel(
                new Graph(
                        "from_the_future",
                        List.of(SampleGraphs.value("x", 2)),
                        List.of(SampleGraphs.value("y", 2)),
                        List.of(new Node("n", "Teleport", List.of("x"), List.of("y"), Attributes.none())),
                        Map.of()),
                SampleGraphs.OPSET);
        EngineException error = assertThrows(
                EngineException.class, () -> device().compile(model, OPTIONS).close());
        assertWords(error, "from_the_future", "Teleport");
    }

    @Test
    void graphsWithAnUnboundBatch() {
        OnnxModel model = new OnnxModel(
                new Graph(
                        "symbolic",
                        List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH))),
                        List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH))),
                        List.of(new Node("n", "Relu", List.of("x"), List.of("y"), Attributes.none())),
                        Map.of()),
                SampleGraphs.OPSET);
        EngineException error = assertThrows(
                EngineException.class, () -> device().compile(model, OPTIONS).close());
        assertWords(error, "input x", "bind the batch");
    }

    @Test
    void devicesOfOtherEnginesAndDevicesThatAreNotThere() {
        OnnxModel model = SampleGraphs.scaling("elsewhere", 1);
        Device foreign = Device.cpu("another-engine");
        EngineException error = assertThrows(
                EngineException.class,
                () -> device().engine().compile(model, foreign, OPTIONS).close());
        assertWords(error, "another-engine");
        assertThrows(EngineException.class, () -> device().engine().graphTarget(foreign));
        Device absent = Device.parse(device().engine().name() + ":cuda:999");
        assertThrows(
                DeviceUnavailableException.class,
                () -> device().engine().compile(model, absent, OPTIONS).close());
    }

    @Test
    void optionsThatTheDeviceDoesNotKnow() {
        ExecutionOptions odd = OPTIONS.withProviderOption("flux_capacitor", "on");
        EngineException error =
                assertThrows(EngineException.class, () -> device().compile(SampleGraphs.scaling("odd", 1), odd)
                        .close());
        assertWords(error, "flux_capacitor");
    }
}
