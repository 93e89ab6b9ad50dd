package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledModelFilesTest {
    private static final Map<String, String> OPTIONS = Map.of("precision_mode", "must_keep_origin_dtype");

    @TempDir
    Path directory;

    private static OnnxModel scaling(float factor) {
        ValueInfo x = new ValueInfo("x", TensorType.floats(1));
        return new OnnxModel(
                new Graph(
                        "lenet/step 1",
                        List.of(x),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("n", "Mul", List.of("x", "c"), List.of("y"), Attributes.none())),
                        Map.of("c", Constant.floats(Shape.of(1), factor))),
                13);
    }

    private static String name(float factor, Map<String, String> options) {
        return CompiledModelFiles.named(scaling(factor), options).graph().name();
    }

    @Test
    void modelsThatDifferInAConstantAloneHaveDifferentNames() {
        assertEquals(name(1, OPTIONS), name(1, OPTIONS));
        assertNotEquals(name(1, OPTIONS), name(2, OPTIONS));
        assertNotEquals(name(1, OPTIONS), name(1, Map.of("precision_mode", "force_fp16")));
        assertTrue(name(1, OPTIONS).matches("lenet_step_1_[0-9a-f]{32}"), name(1, OPTIONS));
    }

    @Test
    void nothingElseOfTheModelChanges() {
        OnnxModel model = scaling(1);
        OnnxModel named = CompiledModelFiles.named(model, OPTIONS);
        assertEquals(model.graph().nodes(), named.graph().nodes());
        assertEquals(model.graph().inputs(), named.graph().inputs());
        assertEquals(model.opset(), named.opset());
    }

    @Test
    void aFileThatTheProviderWouldTakeIsRefused() throws IOException {
        String graph = name(1, OPTIONS);
        Files.createFile(directory.resolve("CANNExecutionProvider_another_12_0_static_34.om"));
        CompiledModelFiles.requireNone(directory, graph);
        Files.createFile(directory.resolve("CANNExecutionProvider_" + graph + "_12_0_static_34.om"));
        String message = assertThrows(EngineException.class, () -> CompiledModelFiles.requireNone(directory, graph))
                .getMessage();
        assertTrue(message.contains(graph) && message.contains("delete it"), message);
    }

    @Test
    void aFolderThatCannotBeReadIsRefused() {
        Path gone = directory.resolve("gone");
        String message = assertThrows(EngineException.class, () -> CompiledModelFiles.requireNone(gone, "g"))
                .getMessage();
        assertTrue(message.contains("gone") && message.contains("start in another directory"), message);
    }
}
