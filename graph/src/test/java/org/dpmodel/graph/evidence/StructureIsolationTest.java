package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.ShapeNetworks.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moving, joining and cutting along the batch, or by how many examples there are, is refused by name. */
class StructureIsolationTest {
    private static final int EXAMPLES = 4;
    private static final Attributes NONE = Attributes.none();

    private static Map<String, Constant> constants() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("zero", Constant.ints(0));
        constants.put("one", Constant.ints(1));
        constants.put("two", Constant.ints(2));
        constants.put("minus", Constant.ints(-1));
        constants.put("first", ReferenceTensor.longs(Shape.of(), 0).toConstant());
        constants.put("step", ReferenceTensor.longs(Shape.of(), 1).toConstant());
        constants.put("row", Constant.floats(Shape.of(1, 3), 1, 2, 3));
        constants.put("square", Constant.floats(Shape.of(4, 3), new float[12]));
        constants.put("bits", Constant.floats(Shape.of(2), 0, 1));
        constants.put("table", Constant.floats(Shape.of(7, 3), new float[21]));
        constants.put("wide", Constant.ints(1, 3));
        constants.put("three", Constant.ints(3));
        constants.put("choices", Constant.ints(0, 0, 4, 7, 8, 10, 9));
        constants.put("wide3", Constant.ints(-1, 3));
        constants.put("wide6", Constant.ints(-1, 6));
        constants.put("twice", Constant.ints(2, 1));
        constants.put("pads", Constant.ints(0, 0, 1, 0));
        return constants;
    }

    /** A network on x {@code [batch, 3]} and ids {@code [batch]}, whose last node gives y. */
    private static NetworkGraph network(Node... nodes) {
        return Networks.of(new Graph(
                "nodes",
                List.of(
                        new ValueInfo("x", TensorType.floats(Shape.BATCH, 3)),
                        new ValueInfo("ids", new TensorType(DataType.INT64, Shape.of(Shape.BATCH)))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(nodes),
                constants()));
    }

    private static Arguments refused(String what, String reason, Node... nodes) {
        return Arguments.of(what, reason, List.of(nodes));
    }

    private static Node[] counted(Node... more) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(node("Shape", NONE, "shape", "x"));
        nodes.add(node("Gather", NONE, "count", "shape", "zero"));
        nodes.add(node("Gather", NONE, "n", "shape", "first"));
        nodes.addAll(List.of(more));
        return nodes.toArray(Node[]::new);
    }

    static List<Arguments> mixing() {
        Attributes first = NONE.with("axis", 0);
        return List.of(
                refused("examples joined", "axis 0", node("Concat", first, "y", "x", "x")),
                refused("the largest of the examples", "different axes", node("TopK", first, "y", "x", "one")),
                refused(
                        "written to chosen examples",
                        "values along the axis of examples",
                        node("Cast", NONE.with("to", DataType.INT64.onnxCode()), "places", "x"),
                        node("ScatterElements", first, "y", "x", "places", "x")),
                refused(
                        "a transform along the examples",
                        "mixes examples",
                        node("Unsqueeze", NONE, "parts", "x", "two"),
                        node("DFT", NONE, "waves", "parts", "", "first"),
                        node("ReduceSum", NONE.with("keepdims", 0), "y", "waves", "two")),
                refused(
                        "a shared row joined",
                        "same for all examples",
                        node("Concat", NONE.with("axis", 1), "y", "x", "square")),
                refused(
                        "the first examples cut out",
                        "leaves out examples",
                        node("Slice", NONE, "y", "x", "zero", "two", "zero")),
                refused(
                        "examples backwards",
                        "leaves out examples",
                        node("Slice", NONE, "y", "x", "minus", "minus", "zero", "minus")),
                refused("one example picked", "axis 0", node("Gather", first, "y", "x", "zero")),
                refused("examples picked by ids", "computed from examples", node("Gather", first, "y", "x", "ids")),
                refused("sums along the batch", "axis 0", node("CumSum", NONE, "y", "x", "first")),
                refused("triangles across the batch", "axis 0", node("Trilu", NONE, "y", "x")),
                refused("examples repeated", "repeats examples", node("Tile", NONE, "y", "x", "twice")),
                refused("rows added to the batch", "adds rows", node("Pad", NONE, "y", "x", "pads")),
                refused(
                        "a diagonal over the batch",
                        "diagonal",
                        node("EyeLike", NONE, "e", "x"),
                        node("Add", NONE, "y", "x", "e")),
                refused(
                        "examples that are numbered",
                        "numbers the examples",
                        counted(
                                node("Range", NONE, "numbers", "first", "n", "step"),
                                node("Gather", NONE, "rows", "table", "numbers"),
                                node("Add", NONE, "y", "x", "rows"))),
                refused(
                        "as many rows of a table as there are examples",
                        "follows from the number of examples",
                        counted(
                                node("Slice", NONE, "rows", "table", "zero", "count", "zero"),
                                node("Add", NONE, "y", "x", "rows"))),
                refused(
                        "the number of examples as a row of a table",
                        "follows from the number of examples",
                        counted(node("Gather", NONE, "rows", "table", "count"), node("Add", NONE, "y", "x", "rows"))),
                refused(
                        "as many features as examples",
                        "follow from the number of examples",
                        counted(
                                node("Concat", first, "both", "count", "count"),
                                node("ConstantOfShape", NONE, "grid", "both"),
                                node("MatMul", NONE, "y", "grid", "x"))),
                refused(
                        "one of as many places as there are examples",
                        "its depth follows from the number of examples",
                        counted(
                                node("OneHot", NONE, "places", "ids", "n", "bits"),
                                node("MatMul", NONE, "y", "places", "square"))),
                refused(
                        "a table with a row for each example",
                        "follows from the number of examples",
                        counted(
                                node("Concat", first, "sizes", "count", "one"),
                                node("Expand", NONE, "rows", "square", "sizes"),
                                node("Add", NONE, "y", "x", "rows"))),
                refused(
                        "features resized to the number of examples",
                        "a size that follows from the number of examples",
                        counted(
                                node("Concat", first, "both", "count", "count"),
                                node("Resize", NONE, "wider", "x", "", "", "both"),
                                node("MatMul", NONE, "y", "wider", "square"))),
                refused(
                        "each example met by as many columns as there are",
                        "both inputs are computed from examples",
                        counted(
                                node("Reshape", NONE, "column", "row", "minus"),
                                node("Unsqueeze", NONE, "matrix", "column", "one"),
                                node("Concat", first, "stretched", "one", "count"),
                                node("Expand", NONE, "grid", "matrix", "stretched"),
                                node("MatMul", NONE, "y", "x", "grid"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixing")
    void whatMixesIsRefused(String what, String reason, List<Node> nodes) {
        NetworkGraph network = network(nodes.toArray(Node[]::new));
        ExamplesMixException error =
                assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(network, EXAMPLES));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
        assertTrue(error.getMessage().contains("Cure: "), error.getMessage());
    }

    /** Sizes that follow from the number of examples are no fault where each example gets a slice like all others. */
    @Test
    void whatIsStretchedOverTheBatchIsTaken() {
        NetworkGraph network = network(counted(
                node("Concat", NONE.with("axis", 0), "sizes", "count", "one"),
                node("Expand", NONE, "rows", "row", "sizes"),
                node("Slice", NONE, "all", "x", "zero", "count", "zero"),
                node("Gather", NONE, "picked", "table", "ids"),
                node("Add", NONE, "sum", "rows", "all"),
                node("Add", NONE, "y", "sum", "picked")));
        Networks.proveIsolation(network, EXAMPLES);
        assertEquals(Set.of("row", "table"), network.parameters());
    }

    /** As states of a layer that reads all sentences of all texts below each other. */
    @Test
    void whatIsRepeatedSeveralTimesForEachExampleIsTaken() {
        NetworkGraph network = network(counted(
                node("Mul", NONE, "several", "count", "two"),
                node("Concat", NONE.with("axis", 0), "sizes", "several", "one"),
                node("ConstantOfShape", NONE, "zeros", "sizes"),
                node("Expand", NONE, "rows", "row", "sizes"),
                node("Concat", NONE.with("axis", 1), "both", "x", "x"),
                node("Reshape", NONE, "halves", "both", "wide3"),
                node("Add", NONE, "sum", "halves", "zeros"),
                node("Add", NONE, "all", "sum", "rows"),
                node("Reshape", NONE, "back", "all", "wide6"),
                node("Slice", NONE, "y", "back", "zero", "three", "one")));
        Networks.proveIsolation(network, EXAMPLES);
        assertEquals(Set.of("row"), network.parameters());
    }

    /** The square of the number of examples by that number is not the same for all batches, as a multiple of it by it is. */
    @ParameterizedTest
    @CsvSource({"count, refused", "two, taken"})
    void aQuotientMayFollowFromTheNumberOfExamples(String factor, String verdict) {
        NetworkGraph network = network(counted(
                node("Mul", NONE, "product", "count", factor),
                node("Div", NONE, "quotient", "product", "count"),
                node("Cast", NONE.with("to", 1), "real", "quotient"),
                node("Mul", NONE, "z", "x", "real"),
                node("Add", NONE, "y", "z", "row")));
        if (verdict.equals("taken")) {
            Networks.proveIsolation(network, EXAMPLES);
        } else {
            assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(network, EXAMPLES));
        }
    }

    /** Twice the number of examples at the sizes of a proof, but not at others. */
    @ParameterizedTest
    @ValueSource(strings = {"Gather", "Slice"})
    void whatIsPickedByTheNumberOfExamplesIsNoMultipleOfIt(String operator) {
        NetworkGraph network = network(counted(
                node("Add", NONE, "behind", "count", "one"),
                operator.equals("Gather")
                        ? node("Gather", NONE, "picked", "choices", "count")
                        : node("Slice", NONE, "picked", "choices", "count", "behind", "zero"),
                node("Div", NONE, "quotient", "picked", "count"),
                node("Cast", NONE.with("to", 1), "real", "quotient"),
                node("Mul", NONE, "z", "x", "real"),
                node("Add", NONE, "y", "z", "row")));
        assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(network, EXAMPLES));
    }

    /** Such quotients are 0 at the sizes of the proof, and were others in larger batches. */
    @ParameterizedTest
    @CsvSource({"count, thousand", "one, count"})
    void aQuotientOfTheNumberOfExamplesAndAConstantIsRefused(String numerator, String denominator) {
        Map<String, Constant> constants = new LinkedHashMap<>(constants());
        constants.put("thousand", Constant.ints(1000));
        NetworkGraph network = Networks.of(new Graph(
                "quotient",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(counted(
                        node("Div", NONE, "quotient", numerator, denominator),
                        node("Cast", NONE.with("to", 1), "real", "quotient"),
                        node("Mul", NONE, "z", "x", "real"),
                        node("Add", NONE, "y", "z", "row"))),
                constants));
        assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(network, EXAMPLES));
    }

    /** Seen to fail without a name. */
    @Test
    void aQuotientByZeroIsRefusedByName() {
        NetworkGraph network = network(counted(
                node("Div", NONE, "quotient", "count", "zero"),
                node("Cast", NONE.with("to", 1), "real", "quotient"),
                node("Mul", NONE, "y", "x", "real")));
        GraphException error = assertThrows(GraphException.class, () -> Networks.proveIsolation(network, EXAMPLES));
        assertTrue(error.getMessage().startsWith("node node_quotient (Div)"), error.getMessage());
    }

    /** A number that follows from that of the examples, but is not it, gives no example a slice of its own. */
    @Test
    void anotherSizeThanThatOfTheBatchIsRefused() {
        NetworkGraph network = network(counted(
                node("Add", NONE, "more", "count", "one"),
                node("Concat", NONE.with("axis", 0), "sizes", "more", "one"),
                node("Expand", NONE, "y", "row", "sizes")));
        GraphException error = assertThrows(GraphException.class, () -> Networks.proveIsolation(network, EXAMPLES));
        assertTrue(error.getMessage().contains("it is 5 for 4 examples"), error.getMessage());
    }

    /**
     * By chance the examples stay apart at each of these sizes, but not the same is computed of them.
     *
     * <p>Seen to fail when each size was proven by itself.
     */
    @Test
    void whatIsComputedOfAnExampleMayNotFollowFromHowManyThereAre() {
        Attributes drop = NONE.with("keepdims", 0);
        List<Node> byCount = List.of(
                node("Concat", NONE.with("axis", 0), "sizes", "zero", "count", "minus"),
                node("Reshape", NONE, "parts", "x", "sizes"),
                node("ReduceMax", drop, "most", "parts", "one"),
                node("ReduceSum", NONE, "y", "most", "one"));
        List<Node> ofConstant = List.of(
                node("Concat", NONE.with("axis", 0), "sizes", "count", "minus"),
                node("Reshape", NONE, "parts", "sixty", "sizes"),
                node("ReduceMax", drop, "most", "parts", "zero"),
                node("ReduceSum", NONE, "sum", "most", "zero"),
                node("Add", NONE, "y", "x", "sum"));
        List<Node> inTwenty = List.of(
                node("Reshape", NONE, "parts", "x", "twenty"),
                node("ReduceMax", drop, "most", "parts", "one"),
                node("Concat", NONE.with("axis", 0), "sizes", "count", "minus"),
                node("Reshape", NONE, "rows", "most", "sizes"),
                node("ReduceSum", NONE, "y", "rows", "one"));
        for (List<Node> nodes : List.of(byCount, ofConstant, inTwenty)) {
            Map<String, Constant> constants = new LinkedHashMap<>(constants());
            constants.put("sixty", Constant.floats(Shape.of(60), new float[60]));
            constants.put("twenty", Constant.ints(20, -1));
            NetworkGraph network = Networks.of(new Graph(
                    "sixty",
                    List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 60))),
                    List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 60))),
                    List.of(counted(nodes.toArray(Node[]::new))),
                    constants));
            ExamplesMixException error =
                    assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(network, EXAMPLES));
            assertEquals("node_parts", error.node());
            assertTrue(error.getMessage().contains("depends on how many there are"), error.getMessage());
        }
    }

    @Test
    void operatorsThatNoNetworkCanContainAreRefusedWithAReason() {
        for (String operator : List.of(
                "Compress", "NonZero", "PartitionedCall", "ReverseSequence", "StatefulPartitionedCall", "Unique")) {
            GraphException error = assertThrows(GraphException.class, () -> Operators.network(operator, "culprit"));
            assertTrue(error.getMessage().startsWith("node culprit: networks cannot contain operator " + operator));
        }
    }

    /** Keras's grouped Conv2D: the converter keeps the name of the call's function, and not the function. */
    @Test
    void aCallWhoseBodyIsLeftOutIsRefusedWithTheWayToExportIt() {
        GraphException error = assertThrows(
                GraphException.class, () -> network(node("StatefulPartitionedCall", NONE, "y", "x", "row")));
        assertTrue(error.getMessage().contains("tf.config.run_functions_eagerly(True)"), error.getMessage());
    }

    /** As Keras exports a table of positions that it computed ahead: seen to be refused without a name. */
    @Test
    void shapesThatDoNotFitAreRefusedByName() {
        for (String operator : List.of("Add", "Pow", "Max")) {
            Graph graph = new Graph(
                    "positions",
                    List.of(
                            new ValueInfo("x", TensorType.floats(Shape.BATCH, 7, 3)),
                            new ValueInfo("positions", TensorType.floats(7, 3))),
                    List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 7, 3))),
                    List.of(node(operator, NONE, "y", "x", "positions")),
                    Map.of());
            GraphException error =
                    assertThrows(GraphException.class, () -> Networks.proveIsolation(Networks.of(graph), EXAMPLES));
            assertTrue(error.getMessage().startsWith("node node_y (" + operator + "): shapes"), error.getMessage());
            assertTrue(error.getMessage().contains("positions"), error.getMessage());
        }
    }

    @Test
    void resizingWithoutARuleIsRefusedByName() {
        Constant scales = Constant.floats(Shape.of(2), 1, 2);
        for (String mode : List.of("area", "linear")) {
            Map<String, Constant> constants = new LinkedHashMap<>(constants());
            constants.put("scales", scales);
            Attributes attributes = NONE.with("mode", new Attribute.Text(mode)).with("antialias", 1);
            Graph graph = new Graph(
                    "resize",
                    List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                    List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 6))),
                    List.of(node("Resize", attributes, "y", "x", "", "scales")),
                    constants);
            GraphException error =
                    assertThrows(GraphException.class, () -> Networks.proveIsolation(Networks.of(graph), EXAMPLES));
            String named = mode.equals("area") ? "mode must be nearest, linear or cubic" : "antialias";
            assertTrue(error.getMessage().contains(named), error.getMessage());
        }
    }
}
