package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.OpenedFiles.assertOpens;
import static org.dpmodel.graph.onnx.OpenedFiles.weight;
import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file of one batch size stores for each example of its batch becomes that of each example of any. */
class StoredRowsTest {
    /** A class token as a Vision Transformer has it, before the tokens of each example. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aStoredTokenIsRepeatedForEachExample(long batch) {
        List<NodeProto> nodes = new ArrayList<>();
        if (batch > 1) {
            nodes.add(node("Expand", List.of("token", "often"), List.of("tokens")));
        }
        nodes.add(
                node("Concat", List.of(batch > 1 ? "tokens" : "token", "x"), List.of("z"), Protos.integer("axis", 1)));
        nodes.add(node("MatMul", List.of("z", "w"), List.of("y")));
        assertOpens(17, batch, nodes, weight("token", 1, 1, 3), longs("often", batch, 1L, 3L), weight("w", 3, 2));
    }

    /** PyTorch's older exporter computes the shape of each Expand. */
    @Test
    void soIsOneWhoseShapeIsComputed() {
        List<NodeProto> nodes = List.of(
                node("Mul", List.of("often", "one"), List.of("shape")),
                node("Expand", List.of("token", "shape"), List.of("tokens")),
                node("Concat", List.of("tokens", "x"), List.of("z"), Protos.integer("axis", 1)),
                node("MatMul", List.of("z", "w"), List.of("y")));
        assertOpens(
                17,
                1,
                nodes,
                weight("token", 1, 1, 3),
                longs("often", 1L, 1L, 3L),
                longs("one", 1L),
                weight("w", 3, 2));
    }

    /** What an exporter computed ahead of time has a row for each example of the file; it is trained as the whole was. */
    @Test
    void soAreStoredRowsThatAreAllTheSame() {
        List<NodeProto> nodes = List.of(
                node("Concat", List.of("x", "rows"), List.of("z"), Protos.integer("axis", 2)),
                node("MatMul", List.of("z", "w"), List.of("y")));
        TensorProto rows = floats("rows", List.of(2L, 2L, 1L), 0.5f, 2f, 0.5f, 2f);
        Set<String> parameters = assertOpens(17, 2, nodes, rows, weight("w", 4, 2));
        assertEquals(2, parameters.size(), parameters::toString);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void initialStatesAreThoseOfEachExample(long batch) {
        List<NodeProto> nodes = List.of(
                node("Transpose", List.of("x"), List.of("steps"), Protos.ints("perm", 1, 0, 2)),
                node("Expand", List.of("zero", "states"), List.of("cell")),
                node("Expand", List.of("start", "states"), List.of("hidden")),
                node(
                        "LSTM",
                        List.of("steps", "w", "r", "", "", "hidden", "cell"),
                        List.of("", "last"),
                        Protos.integer("hidden_size", 2)),
                node("Squeeze", List.of("last", "first"), List.of("y")));
        assertOpens(
                17,
                batch,
                nodes,
                weight("w", 1, 8, 3),
                weight("r", 1, 8, 2),
                floats("zero", List.of(1L), 0f),
                weight("start", 1, 1, 2),
                longs("states", 1L, batch, 2L),
                longs("first", 0L));
    }

    /** Queries of their own, as DETR and Perceiver have them: repeated before the heads are parted, which examples have outermost. */
    @ParameterizedTest
    @CsvSource({"1, Expand", "2, Expand", "1, Tile", "2, Tile"})
    void storedQueriesAreRepeatedForEachExample(long batch, String repetition) {
        List<NodeProto> nodes = List.of(
                node("Unsqueeze", List.of("queries", "front"), List.of("one")),
                node(repetition, List.of("one", "often"), List.of("several")),
                node("Mul", List.of("several", "scale"), List.of("normal")),
                node("MatMul", List.of("normal", "wide"), List.of("q")),
                node("Reshape", List.of("q", "qheads"), List.of("q4")),
                node("Transpose", List.of("q4"), List.of("qt"), Protos.ints("perm", 0, 2, 1, 3)),
                node("Reshape", List.of("qt", "qflat"), List.of("q3")),
                node("Reshape", List.of("x", "kheads"), List.of("k4")),
                node("Transpose", List.of("k4"), List.of("kt"), Protos.ints("perm", 0, 2, 3, 1)),
                node("Reshape", List.of("kt", "kflat"), List.of("k3")),
                node("MatMul", List.of("q3", "k3"), List.of("scores")),
                node("Softmax", List.of("scores"), List.of("p"), Protos.integer("axis", -1)),
                node("Reshape", List.of("p", "apart"), List.of("y")));
        long[] often = repetition.equals("Tile") ? new long[] {batch, 1, 1} : new long[] {batch, 4, 3};
        Set<String> parameters = assertOpens(
                17,
                batch,
                nodes,
                weight("queries", 4, 3),
                weight("scale", 3),
                weight("wide", 3, 3),
                longs("front", 0L),
                longs("often", LongStream.of(often).boxed().toArray(Long[]::new)),
                longs("qheads", batch, 4L, 3L, 1L),
                longs("qflat", batch * 3, 4L, 1L),
                longs("kheads", batch, 2L, 3L, 1L),
                longs("kflat", batch * 3, 1L, 2L),
                longs("apart", batch, 3L, 4L, 2L));
        assertEquals(Set.of("queries", "scale", "wide"), parameters);
    }

    /** A table that has a row for each step meets the steps of all examples below each other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aTableBesideTheRowsOfAllIsRepeated(long batch) {
        Float[] table = new Float[(int) batch * 2 * 2];
        Arrays.setAll(table, i -> (float) Math.cos(i % 4));
        List<NodeProto> nodes = List.of(
                node("Reshape", List.of("x", "rows"), List.of("r")),
                node("MatMul", List.of("r", "w"), List.of("z")),
                node("Add", List.of("z", "table"), List.of("s")),
                node("Reshape", List.of("s", "back"), List.of("y")));
        assertOpens(
                17,
                batch,
                nodes,
                weight("w", 3, 2),
                floats("table", List.of(batch * 2, 2L), table),
                longs("rows", batch * 2, 3L),
                longs("back", batch, 2L, 2L));
    }

    /** PyTorch's older exporter stretches states to the number of examples that it reads off the input. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void statesAreStretchedToANumberThatIsRead(long batch) {
        Float[] zeros = new Float[(int) batch * 2];
        Arrays.fill(zeros, 0.25f);
        List<NodeProto> nodes = List.of(
                node("Transpose", List.of("x"), List.of("steps"), Protos.ints("perm", 1, 0, 2)),
                node("Shape", List.of("steps"), List.of("dims")),
                node("Slice", List.of("dims", "one", "two"), List.of("size")),
                node("Concat", List.of("one", "size", "two"), List.of("states"), Protos.integer("axis", 0)),
                node("Expand", List.of("start", "states"), List.of("hidden")),
                node(
                        "GRU",
                        List.of("steps", "w", "r", "", "", "hidden"),
                        List.of("", "last"),
                        Protos.integer("hidden_size", 2)),
                node("Squeeze", List.of("last", "first"), List.of("y")));
        assertOpens(
                17,
                batch,
                nodes,
                weight("w", 1, 6, 3),
                weight("r", 1, 6, 2),
                floats("start", List.of(1L, batch, 2L), zeros),
                longs("one", 1L),
                longs("two", 2L),
                longs("first", 0L));
    }

    /** One query, as heads that pool by attention have it: sizes of 1 everywhere, and the numbers of axes tell which is the batch. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void axesOfSizeOneAreDistinguishedByTheirIndices(long batch) {
        List<NodeProto> nodes = List.of(
                node("Tile", List.of("query", "often"), List.of("several")),
                node("Transpose", List.of("several"), List.of("q"), Protos.ints("perm", 1, 0, 2)),
                node("Transpose", List.of("x"), List.of("k"), Protos.ints("perm", 1, 0, 2)),
                node("Reshape", List.of("q", "qheads"), List.of("qh")),
                node("Reshape", List.of("k", "kheads"), List.of("kh")),
                node("Transpose", List.of("qh"), List.of("qt"), Protos.ints("perm", 1, 0, 2)),
                node("Transpose", List.of("kh"), List.of("kt"), Protos.ints("perm", 1, 2, 0)),
                node("Transpose", List.of("kh"), List.of("vt"), Protos.ints("perm", 1, 0, 2)),
                node("MatMul", List.of("qt", "kt"), List.of("scores")),
                node("Softmax", List.of("scores"), List.of("p"), Protos.integer("axis", -1)),
                node("MatMul", List.of("p", "vt"), List.of("seen")),
                node("Transpose", List.of("seen"), List.of("s"), Protos.ints("perm", 1, 0, 2)),
                node("Reshape", List.of("s", "flat"), List.of("f")),
                node("MatMul", List.of("f", "w"), List.of("g")),
                node("Reshape", List.of("g", "back"), List.of("r")),
                node("Transpose", List.of("r"), List.of("t"), Protos.ints("perm", 1, 0, 2)),
                node("Squeeze", List.of("t", "one"), List.of("y")));
        assertOpens(
                17,
                batch,
                nodes,
                weight("query", 1, 1, 3),
                weight("w", 3, 2),
                longs("often", batch, 1L, 1L),
                longs("qheads", 1L, batch * 3, 1L),
                longs("kheads", 2L, batch * 3, 1L),
                longs("flat", batch, 3L),
                longs("back", 1L, batch, 2L),
                longs("one", 1L));
    }

    /** A layer that stored queries go through first has a derivative where they are those of each example. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatALayerMakesOfStoredQueriesIsRepeatedBeforeIt(long batch) {
        List<NodeProto> nodes = List.of(
                node("Expand", List.of("queries", "often"), List.of("several")),
                node(
                        "LayerNormalization",
                        List.of("several", "scale", "shift"),
                        List.of("n"),
                        Protos.integer("axis", -1)),
                node("Add", List.of("n", "x"), List.of("y")));
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, batch, 2, 3))
                .addInitializer(weight("queries", 1, 2, 3))
                .addInitializer(weight("scale", 3))
                .addInitializer(weight("shift", 3))
                .addInitializer(longs("often", batch, 2L, 3L))
                .addAllNode(nodes)
                .addOutput(Protos.undeclared("y"));
        NetworkGraph network = Networks.unbind(Networks.of(
                OnnxFormat.read(file(17, graph).build().toByteArray()).graph()));
        assertEquals(Set.of("queries", "scale", "shift"), network.parameters());
        StepCompiler.parameterRules(network);
    }

    /** Rows that an exporter computed one by one are equal up to their last digits. */
    @Test
    void rowsThatDifferByRoundingAreTheSame() {
        List<NodeProto> nodes = List.of(
                node("Concat", List.of("x", "rows"), List.of("z"), Protos.integer("axis", 2)),
                node("MatMul", List.of("z", "w"), List.of("y")));
        TensorProto rows = floats("rows", List.of(2L, 2L, 1L), 0.5f, 2f, Math.nextUp(0.5f), 2f);
        assertOpens(17, 2, nodes, rows, weight("w", 4, 2));
    }
}
