package org.dpmodel.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.cli.Execution;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code explain} says of time and memory, and how it replaces batch normalization. */
class ExplainTest {
    @TempDir
    Path folder;

    private Path file;

    /** A layer, and a batch normalization in training mode or not. */
    private static OnnxModel model(boolean training) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("weight", Constant.floats(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8));
        constants.put("scale", Constant.floats(Shape.of(4), 1, 1, 2, 2));
        constants.put("shift", Constant.floats(Shape.of(4), 0, 0.5f, 0, 1));
        constants.put("mean", Constant.floats(Shape.of(4), 0, 0, 0, 0));
        constants.put("var", Constant.floats(Shape.of(4), 1, 1, 1, 1));
        List<Node> nodes = List.of(
                new Node("layer", "MatMul", List.of("x", "weight"), List.of("h"), Attributes.none()),
                new Node(
                        "norm",
                        "BatchNormalization",
                        List.of("h", "scale", "shift", "mean", "var"),
                        List.of("y"),
                        Attributes.none().with("training_mode", training ? 1 : 0)));
        Graph graph = new Graph(
                "normalized",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 2))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 4))),
                nodes,
                constants);
        return new OnnxModel(graph, 17);
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("network.onnx");
        Files.write(file, OnnxFormat.write(model(true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group-norm", "frozen"})
    void batchNormalizationIsReplacedAndTheRestExplained(String kind) throws IOException {
        Execution.of("explain", file.toString())
                .fails("node norm (BatchNormalization) mixes examples", "group normalization");
        Path fixed = folder.resolve("fixed.onnx");
        Execution explained = Execution.of(
                        "explain", file.toString(), "--no-steps", "--fix", kind, "-o", fixed.toString())
                .succeeds();
        assertEquals("norm", explained.after("replaced by " + kind + ": "));
        assertEquals(fixed.toString(), explained.after("wrote "));
        assertEquals(kind.equals("frozen"), explained.out().contains("frozen at mean 0 and variance 1"));
        assertEquals("proven for each node, at several sizes of the batch", explained.after("examples stay apart: "));
        assertEquals(
                List.of("weight", "scale", "shift"), Network.fromOnnx(fixed).parameterNames());
        Execution again =
                Execution.of("explain", fixed.toString(), "--no-steps").succeeds();
        assertTrue(again.after("total ").contains(" 16 "), again.out());
    }

    /** As Paddle's converter writes it: the error names a cure, which can be followed. */
    @Test
    void anEpsilonOfZeroIsReplaced() throws IOException {
        Graph batch = model(false).graph();
        Node norm = new Node(
                "norm",
                "LayerNormalization",
                List.of("h", "scale", "shift"),
                List.of("y"),
                Attributes.none().with("epsilon", new Attribute.Real(0)));
        List<Node> nodes = List.of(batch.nodes().get(0), norm);
        Graph zero = new Graph(batch.name(), batch.inputs(), batch.outputs(), nodes, batch.initializers());
        Files.write(file, OnnxFormat.write(new OnnxModel(zero, 17)));
        Execution.of("explain", file.toString()).fails("node norm", "found 0.0", "--fix epsilon");
        Path fixed = folder.resolve("fixed.onnx");
        Execution explained = Execution.of(
                        "explain", file.toString(), "--no-steps", "--fix", "epsilon", "-o", fixed.toString())
                .succeeds();
        assertEquals("norm", explained.after("replaced by epsilon: "));
        assertEquals(
                List.of("weight", "scale", "shift"), Network.fromOnnx(fixed).parameterNames());
        Execution.of("explain", fixed.toString(), "--fix", "epsilon", "-o", file.toString())
                .fails("no normalization whose epsilon is 0", "without --fix");
    }

    @Test
    void aFixNeedsSomethingToFixAndAFile() throws IOException {
        Execution.of("explain", file.toString(), "--fix", "frozen")
                .isUsageError("--fix and -o FILE", "belong together");
        Execution.of("explain", file.toString(), "-o", "x.onnx").isUsageError("--fix and -o FILE");
        Execution.of("explain", file.toString(), "--fix", "layer-norm", "-o", "x.onnx")
                .isUsageError("group-norm, frozen, epsilon", "layer-norm");
        Path target = folder.resolve("fixed.onnx");
        Files.write(file, OnnxFormat.write(model(false)));
        Execution.of("explain", file.toString(), "--fix", "frozen", "-o", target.toString())
                .fails("no BatchNormalization in training mode", "without --fix");
        assertFalse(Files.exists(target));
    }

    @Test
    void stepsAreTriedUnlessTheUserWantsNone() throws IOException {
        Files.write(file, OnnxFormat.write(model(false)));
        Execution tried =
                Execution.of("explain", file.toString(), "--batch-size", "8").succeeds();
        assertTrue(
                tried.after("step: ")
                        .matches("\\d+\\.\\d ms for 8 examples, measured on made-up ones, onnxruntime:cpu"),
                tried.out());
        Matcher memory = Pattern.compile("memory: (\\d+) MB at the peak, estimated; measured in these steps: \\d+ MB\\R"
                        + "  (\\d+) MB of the process without steps, (\\d+) MB for compiling and running,\\R"
                        + "  (\\d+) MB of step graphs .*")
                .matcher(tried.out().substring(tried.out().indexOf("memory: ")).strip());
        assertTrue(memory.matches(), tried.out());
        int parts = Integer.parseInt(memory.group(2))
                + Integer.parseInt(memory.group(3))
                + Integer.parseInt(memory.group(4));
        assertEquals(parts, Integer.parseInt(memory.group(1)), 2, "the parts make the whole, up to rounding");
        Execution none = Execution.of("explain", file.toString(), "--no-steps").succeeds();
        assertFalse(none.out().contains("step: ") || none.out().contains("memory: "), none.out());
        Execution.of("explain", file.toString(), "--batch-size", "0").isUsageError("--batch-size must be at least 1");
    }

    @Test
    void matricesOfLowRankAreAmongTheParameters() throws IOException {
        Files.write(file, OnnxFormat.write(model(false)));
        Execution explained = Execution.of("explain", file.toString(), "--no-steps", "--freeze", "*", "--lora", "2")
                .succeeds();
        assertTrue(explained.after("weight.lora_a ").contains("[2, 2]"), explained.out());
        assertTrue(explained.after("weight.lora_b ").contains("outer product, not formed"), explained.out());
        assertTrue(explained.after("total ").contains(" 12 "), explained.out());
    }
}
