package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statistics that share a tensor with a weight, and such as are computed from weights. */
class BatchStatisticsTest {
    private static final List<Long> CHANNELS = List.of(2L);

    @TempDir
    Path directory;

    private ReadModel read(List<NodeProto> nodes, TensorProto... constants) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2, 3))
                .addAllInitializer(List.of(constants))
                .addAllNode(nodes)
                .addOutput(value("y", FLOAT, -1, 2, 3));
        Path path =
                Files.write(directory.resolve("m.onnx"), file(17, graph).build().toByteArray());
        return OnnxFormat.readWithNotes(path, Map.of());
    }

    private static Node normalization(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .findFirst()
                .orElseThrow();
    }

    private static void assertSeparate(ReadModel read, String scale, String bias) {
        Graph graph = read.model().graph();
        List<String> inputs = normalization(graph).inputs();
        assertEquals(List.of(scale, bias), inputs.subList(1, 3));
        assertNotEquals(bias, inputs.get(3));
        assertNotEquals(scale, inputs.get(4));
        assertArrayEquals(
                new float[] {0, 0}, graph.initializers().get(inputs.get(3)).toFloats());
        assertArrayEquals(
                new float[] {1, 1}, graph.initializers().get(inputs.get(4)).toFloats());
        assertEquals(Set.of(scale, bias), Networks.of(graph).parameters());
        assertTrue(Networks.of(graph).ties().isEmpty(), "what nobody reads is no use of a weight");
        assertEquals(
                List.of("2 running statistics are stored in tensors that layers use too, first those of node norm "
                        + "(" + bias
                        + "): they stay as they are, and only the layers' are trained"),
                read.notes());
    }

    @Test
    void statisticsInTheTensorsOfWeightsBecomeTheirOwn() throws IOException {
        NodeProto norm =
                node("BatchNormalization", List.of("x", "ones", "zeros", "zeros", "ones"), List.of("y")).toBuilder()
                        .setName("norm")
                        .build();
        assertSeparate(
                read(List.of(norm), floats("ones", CHANNELS, 1f, 1f), floats("zeros", CHANNELS, 0f, 0f)),
                "ones",
                "zeros");
    }

    @Test
    void soDoThoseThatIdentityPassesOn() throws IOException {
        NodeProto norm =
                node("BatchNormalization", List.of("x", "w", "b", "mean", "variance"), List.of("y")).toBuilder()
                        .setName("norm")
                        .build();
        assertSeparate(
                read(
                        List.of(
                                node("Identity", List.of("b"), List.of("mean")),
                                node("Identity", List.of("w"), List.of("variance")),
                                norm),
                        floats("w", CHANNELS, 1f, 1f),
                        floats("b", CHANNELS, 0f, 0f)),
                "w",
                "b");
    }

    @Test
    void statisticsOfTwoNodesMayShareATensor() throws IOException {
        ReadModel read = read(
                List.of(
                        node("BatchNormalization", List.of("x", "w", "b", "mean", "variance"), List.of("z")),
                        node("BatchNormalization", List.of("z", "w2", "b2", "mean", "variance"), List.of("y"))),
                floats("w", CHANNELS, 1f, 2f),
                floats("b", CHANNELS, 3f, 4f),
                floats("w2", CHANNELS, 1f, 2f),
                floats("b2", CHANNELS, 3f, 4f),
                floats("mean", CHANNELS, 5f, 6f),
                floats("variance", CHANNELS, 7f, 8f));
        assertEquals(
                List.of("mean", "variance"),
                normalization(read.model().graph()).inputs().subList(3, 5));
        assertEquals(List.of(), read.notes());
    }

    /** A weight [3, 3] is standardized row by row, as ResNets with group normalization do; zeros that an exporter wrote are no parameter. */
    @ParameterizedTest
    @CsvSource({"shift, 0.5", "val_7, 0.5", "val_7, 0"})
    void statisticsOfWeightsAreArithmeticOnThem(String bias, float first) throws IOException {
        float[] weight = {1, 2, 4, -1, 0, 3, 2, 2, 5};
        Graph graph = read(
                        List.of(
                                node("Reshape", List.of("w", "flat"), List.of("rows")),
                                node(
                                        "ReduceMean",
                                        List.of("rows"),
                                        List.of("mean"),
                                        Protos.ints("axes", 0, 2),
                                        Protos.integer("keepdims", 0)),
                                node(
                                        "ReduceMean",
                                        List.of("rows"),
                                        List.of("kept"),
                                        Protos.ints("axes", 0, 2),
                                        Protos.integer("keepdims", 1)),
                                node("Sub", List.of("rows", "kept"), List.of("centred")),
                                node("Mul", List.of("centred", "centred"), List.of("squares")),
                                node(
                                        "ReduceMean",
                                        List.of("squares"),
                                        List.of("variance"),
                                        Protos.ints("axes", 0, 2),
                                        Protos.integer("keepdims", 0)),
                                node(
                                        "BatchNormalization",
                                        List.of("rows", "gain", bias, "mean", "variance"),
                                        List.of("standard")),
                                node("Reshape", List.of("standard", "square"), List.of("matrix")),
                                node("MatMul", List.of("x", "matrix"), List.of("y"))),
                        floats("w", List.of(3L, 3L), 1f, 2f, 4f, -1f, 0f, 3f, 2f, 2f, 5f),
                        floats("gain", List.of(3L), 1f, 2f, 3f),
                        floats(bias, List.of(3L), first, 0f, 0f),
                        longs("flat", 1L, 3L, -1L),
                        longs("square", 3L, 3L))
                .model()
                .graph();
        assertFalse(graph.nodes().stream().anyMatch(node -> node.operator().equals("BatchNormalization")));
        NetworkGraph network = Networks.of(graph);
        assertEquals(first == 0 ? Set.of("w", "gain") : Set.of("w", "gain", bias), network.parameters());
        Networks.proveIsolation(network, 3);
        Constant unit = Constant.floats(Shape.of(1, 2, 3), 1, 0, 0, 0, 1, 0);
        Graph bound = Networks.bind(network, 1).graph();
        double[] found = new ReferenceInterpreter(bound)
                .run(Map.of("x", ReferenceTensor.of(unit)))
                .get("y")
                .toDoubles();
        for (int row = 0; row < 2; row++) {
            double mean = (weight[3 * row] + weight[3 * row + 1] + weight[3 * row + 2]) / 3.0;
            double variance = 0;
            for (int i = 0; i < 3; i++) {
                variance += Math.pow(weight[3 * row + i] - mean, 2) / 3;
            }
            for (int i = 0; i < 3; i++) {
                double expected =
                        (weight[3 * row + i] - mean) / Math.sqrt(variance + 1e-5f) * (row + 1) + (row == 0 ? first : 0);
                assertEquals(expected, found[3 * row + i], 1e-5);
            }
        }
    }
}
