package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network for any batch is compared with the file of one batch that it was read from. */
class OpenedBatchTest {
    private static Node node(String operator, String output, String... inputs) {
        Attributes attributes = operator.equals("Softmax") ? Attributes.none().with("axis", 1) : Attributes.none();
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), attributes);
    }

    /** Reads numbers {@code [batch, 2, 3]} and ids {@code [batch, 2]} of a table with two rows. */
    private static Graph graph(long batch, Map<String, Constant> constants, Node... nodes) {
        return new Graph(
                "nodes",
                List.of(
                        new ValueInfo("x", TensorType.floats(batch, 2, 3)),
                        new ValueInfo("ids", new TensorType(DataType.INT64, Shape.of(batch, 2)))),
                List.of(new ValueInfo("y", TensorType.floats(batch, 6))),
                List.of(nodes),
                constants);
    }

    private static final Constant TABLE = Constant.floats(Shape.of(2, 3), 1, 0, -1, 0.5f, 2, 1);

    private static Graph rows(long batch, long... shape) {
        return graph(
                batch,
                Map.of("table", TABLE, "shape", Constant.ints(shape)),
                node("Gather", "e", "table", "ids"),
                node("Add", "s", "x", "e"),
                node("Reshape", "y", "s", "shape"));
    }

    private static NetworkGraph network(Graph graph) {
        return Networks.unbind(Networks.of(graph));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void whatComputesTheSameIsTaken(long batch) {
        String compared = OpenedBatch.check(network(rows(Shape.BATCH, -1, 6)), rows(batch, batch, 6));
        assertEquals(
                "it was compared with the file, and computes the same for " + (batch == 1 ? 3 : 8)
                        + " made-up examples",
                compared);
    }

    /** Seen to be refused without a word about the batch, since the comparison knew no windows that stand out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void windowsThatStandOutAreCompared(long batch) {
        Attributes windows = Attributes.none()
                .with("kernel_shape", new long[] {2})
                .with("strides", new long[] {2})
                .with("ceil_mode", 1);
        Map<String, Constant> constants = Map.of("table", TABLE, "last", Constant.ints(2));
        Node[] nodes = {
            node("Gather", "e", "table", "ids"),
            node("Add", "s", "x", "e"),
            new Node("pool", "MaxPool", List.of("s"), List.of("p"), windows),
            new Node(
                    "join",
                    "Concat",
                    List.of("p", "p", "p"),
                    List.of("j"),
                    Attributes.none().with("axis", 1)),
            new Node(
                    "sum",
                    "ReduceSum",
                    List.of("j", "last"),
                    List.of("y"),
                    Attributes.none().with("keepdims", 0))
        };
        String compared =
                OpenedBatch.check(network(graph(Shape.BATCH, constants, nodes)), graph(batch, constants, nodes));
        assertTrue(compared.startsWith("it was compared with the file, and computes the same"), compared);
    }

    /** Both keep examples apart, and are not the same network. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void whatComputesSomethingElseIsRefused(long batch) {
        Graph other = graph(
                Shape.BATCH,
                Map.of("table", TABLE, "shape", Constant.ints(-1, 6)),
                node("Gather", "e", "table", "ids"),
                node("Sub", "s", "x", "e"),
                node("Reshape", "y", "s", "shape"));
        GraphException error =
                assertThrows(GraphException.class, () -> OpenedBatch.check(network(other), rows(batch, batch, 6)));
        assertTrue(
                error.getMessage().startsWith("the file was exported for a batch of " + batch + ","),
                error::getMessage);
        assertTrue(error.getMessage().contains("dynamic_axes="), error::getMessage);
    }

    /** Of a batch of one, a softmax along its axis computes ones; of several it would mix them. */
    @Test
    void whatMixesExamplesAtOtherSizesIsRefusedForItsFixedBatch() {
        Map<String, Constant> constants = Map.of("table", TABLE, "shape", Constant.ints(1, -1, 6));
        List<Node> nodes = List.of(
                node("Gather", "e", "table", "ids"),
                node("Add", "s", "x", "e"),
                node("Reshape", "r", "s", "shape"),
                node("Softmax", "p", "r"),
                node("Squeeze", "y", "p", "front"));
        Map<String, Constant> all = new LinkedHashMap<>(constants);
        all.put("front", Constant.ints(0));
        NetworkGraph network = Networks.of(graph(Shape.BATCH, all, nodes.toArray(Node[]::new)));
        Graph file = graph(1, all, nodes.toArray(Node[]::new));
        GraphException error = assertThrows(GraphException.class, () -> OpenedBatch.check(network, file));
        assertTrue(error.getMessage().startsWith("the file was exported for a batch of 1 "), error::getMessage);
        assertTrue(error.getMessage().contains("mixes examples"), error::getMessage);
    }

    @Test
    void whatTakesTooLongIsSaidNotToBeCompared() {
        Constant wide = Constant.floats(Shape.of(3, 3_000), new float[9_000]);
        Constant back = Constant.floats(Shape.of(3_000, 3_000), new float[9_000_000]);
        Constant last = Constant.floats(Shape.of(3_000, 3), new float[9_000]);
        Map<String, Constant> constants =
                Map.of("wide", wide, "back", back, "last", last, "shape", Constant.ints(0, 6));
        Node[] nodes = {
            node("MatMul", "a", "x", "wide"),
            node("MatMul", "b", "a", "back"),
            node("MatMul", "c", "b", "last"),
            node("Reshape", "y", "c", "shape")
        };
        NetworkGraph open = network(graph(Shape.BATCH, constants, nodes));
        assertTrue(OpenedBatch.check(open, graph(2, constants, nodes))
                .contains("was not compared with the file, since that takes "));
    }
}
