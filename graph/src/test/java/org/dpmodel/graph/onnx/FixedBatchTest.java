package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Collections;
import java.util.List;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of one batch size take any, where only reshapes hold it. */
class FixedBatchTest {
    private static Graph read(long batch, List<NodeProto> nodes, TensorProto... constants) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, batch, 2, 3))
                .addAllInitializer(List.of(constants))
                .addInitializer(floats(
                        "w", List.of(6L, 2L), Collections.nCopies(12, 0.5f).toArray(Float[]::new)))
                .addAllNode(nodes)
                .addOutput(value("y", FLOAT, batch, 2));
        return OnnxFormat.read(file(17, graph).build().toByteArray()).graph();
    }

    private static long[] shape(Graph graph, String output) {
        Node node = graph.nodes().stream()
                .filter(candidate -> candidate.outputs().contains(output))
                .findFirst()
                .orElseThrow();
        return graph.initializers().get(node.inputs().get(1)).toLongs();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 6, -1", "4, 4, 6, -1", "4, 4, -1, 0", "1, 1, -1, 0", "4, -1, 6, -1"})
    void theFirstDimensionOfAReshapeFollows(long batch, long first, long second, long expected) {
        Graph graph = read(
                batch,
                List.of(
                        node("Reshape", List.of("x", "shape"), List.of("z")),
                        node("MatMul", List.of("z", "w"), List.of("y"))),
                longs("shape", first, second));
        assertArrayEquals(new long[] {expected, second}, shape(graph, "z"));
        Networks.proveIsolation(Networks.of(graph), 3);
    }

    /** Rows of several examples side by side, and back. */
    @Test
    void soDoesAProductWithTheBatch() {
        Graph graph = read(
                2,
                List.of(
                        node("Reshape", List.of("x", "rows"), List.of("r")),
                        node("Tanh", List.of("r"), List.of("t")),
                        node("Reshape", List.of("t", "back"), List.of("b")),
                        node("Reshape", List.of("b", "flat"), List.of("z")),
                        node("MatMul", List.of("z", "w"), List.of("y"))),
                longs("rows", 4L, 3L),
                longs("back", 2L, 2L, 3L),
                longs("flat", 2L, 6L));
        assertArrayEquals(new long[] {-1, 3}, shape(graph, "r"));
        assertArrayEquals(new long[] {-1, 2, 3}, shape(graph, "b"));
        assertEquals(
                Shape.of(5, 2),
                Networks.bind(Networks.of(graph), 5).output().type().shape());
    }

    /** A weight's shape is its own, and an open batch needs no help. */
    @Test
    void nothingElseChanges() {
        List<NodeProto> nodes = List.of(
                node("Reshape", List.of("w", "turned"), List.of("v")),
                node("Reshape", List.of("x", "shape"), List.of("z")),
                node("MatMul", List.of("z", "v"), List.of("y")));
        Graph fixed = read(2, nodes, longs("turned", 6L, 2L), longs("shape", 2L, 6L));
        assertArrayEquals(new long[] {6, 2}, shape(fixed, "v"));
        Graph open = read(-1, nodes, longs("turned", 6L, 2L), longs("shape", 2L, 6L));
        assertArrayEquals(new long[] {2, 6}, shape(open, "z"));
    }
}
