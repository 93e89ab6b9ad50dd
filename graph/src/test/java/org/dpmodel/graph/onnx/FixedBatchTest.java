package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.OpenedFiles.assertOpens;
import static org.dpmodel.graph.onnx.OpenedFiles.weight;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Files of one batch size take any, where the size is only written out. */
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

    /** The heads of PyTorch's MultiheadAttention, with the steps first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theBatchIsFollowedThroughHeads(long batch) {
        List<NodeProto> nodes = List.of(
                node("MatMul", List.of("x", "wide"), List.of("q")),
                node("Transpose", List.of("q"), List.of("steps"), Protos.ints("perm", 1, 0, 2)),
                node("Reshape", List.of("steps", "heads"), List.of("h")),
                node("Transpose", List.of("h"), List.of("a"), Protos.ints("perm", 1, 0, 2)),
                node("Transpose", List.of("h"), List.of("b"), Protos.ints("perm", 1, 2, 0)),
                node("MatMul", List.of("a", "b"), List.of("scores")),
                node("Softmax", List.of("scores"), List.of("p"), Protos.integer("axis", -1)),
                node("MatMul", List.of("p", "a"), List.of("seen")),
                node("Transpose", List.of("seen"), List.of("s"), Protos.ints("perm", 1, 0, 2)),
                node("Reshape", List.of("s", "flat"), List.of("f")),
                node("Gemm", List.of("f", "w"), List.of("g")),
                node("Reshape", List.of("g", "back"), List.of("r")),
                node("Transpose", List.of("r"), List.of("y"), Protos.ints("perm", 1, 0, 2)));
        assertOpens(
                17,
                batch,
                nodes,
                weight("wide", 3, 6),
                weight("w", 6, 2),
                longs("heads", 2L, batch * 3, 2L),
                longs("flat", 2 * batch, 6L),
                longs("back", 2L, batch, 2L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void sizesThatNameTheBatchNameTheOtherAxes(long batch) {
        List<NodeProto> nodes = List.of(
                node("MatMul", List.of("x", "w"), List.of("z")),
                node("Resize", List.of("z", "", "", "sizes"), List.of("l"), Protos.text("mode", "linear")),
                node("Unsqueeze", List.of("l", "behind"), List.of("u")),
                node("Expand", List.of("u", "wide"), List.of("y")));
        assertOpens(
                18,
                batch,
                nodes,
                weight("w", 3, 3),
                longs("sizes", batch, 2L, 5L),
                longs("behind", 3L),
                longs("wide", batch, 2L, 5L, 2L));
    }

    /** As jax2onnx writes the steps of a series. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aRangeThatNamesAllExamplesHasNoEnd(long batch) {
        List<NodeProto> nodes = List.of(
                node("Slice", List.of("x", "starts", "ends", "axes"), List.of("s")),
                node("MatMul", List.of("s", "w"), List.of("t")),
                node("Slice", List.of("t", "starts", "wide"), List.of("z")),
                node("Slice", List.of("z", "starts", "wide", "axes", "steps"), List.of("y")));
        assertOpens(
                17,
                batch,
                nodes,
                weight("w", 2, 4),
                longs("starts", 0L, 0L, 1L),
                longs("ends", batch, 1L, 3L),
                longs("wide", batch, 1L, 4L),
                longs("axes", 0L, 1L, -1L),
                longs("steps", 1L, 1L, 1L));
    }

    /** As PyTorch's older exporter flattens positions: what is read off a shape follows the batch, and its result is known. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shapesThatAreReadAreKnown(long batch) {
        List<NodeProto> nodes = List.of(
                node("Shape", List.of("x"), List.of("dims")),
                node("Slice", List.of("dims", "zero", "one"), List.of("first")),
                node("Concat", List.of("first", "rest"), List.of("shape"), Protos.integer("axis", 0)),
                node("Reshape", List.of("x", "shape"), List.of("wide")),
                node("Concat", List.of("token", "wide"), List.of("z"), Protos.integer("axis", 1)),
                node("MatMul", List.of("z", "w"), List.of("y")));
        TensorProto token =
                batch == 1 ? weight("token", 1, 1, 2) : floats("token", List.of(2L, 1L, 2L), 0.5f, 2f, 0.5f, 2f);
        assertOpens(
                17,
                batch,
                nodes,
                token,
                longs("zero", 0L),
                longs("one", 1L),
                longs("rest", -1L, 2L),
                weight("w", 2, 2));
    }
}
