package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;

/** Networks that compute shapes from the number of examples, node by node as exporters write them. */
final class ShapeNetworks {
    private static final Attributes NONE = Attributes.none();

    private ShapeNetworks() {}

    static List<TestNetwork> all() {
        return List.of(
                classTokens("class token", "Expand"),
                classTokens("class token by Tile", "Tile"),
                tiledRows("rows of all examples by Tile", 1, "flatTable", 0),
                tiledRows("rows of all examples by Tile, behind another axis", 1, "table", 1),
                tiledRows("rows of all examples by Tile, twice each", 2, "flatTable", 0),
                expandedByChoice(),
                viewOfShape(),
                severalRowsEach(),
                lengthOfAll());
    }

    /** A length that PyTorch computes as the number of all elements by that of the examples: it does not follow from either. */
    private static TestNetwork lengthOfAll() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("first", floats(4, 4));
        constants.put("w", floats(12, 3));
        constants.put("zero", ReferenceTensor.longs(Shape.of(), 0).toConstant());
        constants.put("one", ReferenceTensor.longs(Shape.of(), 1).toConstant());
        constants.put("three", ReferenceTensor.longs(Shape.of(), 3).toConstant());
        constants.put("column", Constant.ints(1));
        constants.put("flat", Constant.ints(0, -1));
        return network(
                "a length of all elements by the number of examples",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants,
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "z"),
                node("Gather", NONE, "count", "shape", "zero"),
                node("Unsqueeze", NONE, "wide", "count", "zero"),
                node("Squeeze", NONE, "again", "wide"),
                node("Mul", NONE, "all", "three", "again"),
                node("Div", NONE, "length", "all", "count"),
                node("Range", NONE, "places", "zero", "length", "one"),
                node("Cast", NONE.with("to", 1), "real", "places"),
                node("Unsqueeze", NONE, "rows", "real", "column"),
                node("Mul", NONE, "moved", "z", "rows"),
                node("Tanh", NONE, "bent", "moved"),
                node("Reshape", NONE, "view", "bent", "flat"),
                node("MatMul", NONE, "y", "view", "w"));
    }

    /**
     * States for the sentences of all texts below each other: a filled one, and one that is trained. Seen to be proven, and
     * then refused when the step was compiled.
     */
    private static TestNetwork severalRowsEach() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("first", floats(4, 4));
        constants.put("state", floats(1, 1, 4));
        constants.put("w", floats(12, 3));
        constants.put("sentences", Constant.ints(-1, 4));
        constants.put("zero", Constant.ints(0));
        constants.put("one", Constant.ints(1));
        constants.put("width", Constant.ints(4));
        constants.put("front", Constant.ints(0));
        constants.put("texts", Constant.ints(-1, 12));
        return network(
                "several rows of each example beside states",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants,
                node("Reshape", NONE, "rows", "x", "sentences"),
                node("MatMul", NONE, "z", "rows", "first"),
                node("Shape", NONE, "shape", "z"),
                node("Slice", NONE, "count", "shape", "zero", "one", "zero", "one"),
                node("Concat", NONE.with("axis", 0), "sizes", "one", "count", "width"),
                node("ConstantOfShape", NONE.with("value", half()), "halves", "sizes"),
                node("Expand", NONE, "states", "state", "sizes"),
                node("Add", NONE, "start", "halves", "states"),
                node("Squeeze", NONE, "flat", "start", "front"),
                node("Add", NONE, "moved", "z", "flat"),
                node("Tanh", NONE, "bent", "moved"),
                node("Reshape", NONE, "back", "bent", "texts"),
                node("MatMul", NONE, "y", "back", "w"));
    }

    /**
     * A trained table of several rows that Tile repeats for each example, as DeBERTa repeats its relative positions for the
     * heads of all examples.
     *
     * @param times how often each example gets the rows
     * @param table the table, {@code [3, 4]} or {@code [2, 3, 4]}
     * @param axis its axis that is repeated
     */
    private static TestNetwork tiledRows(String name, int times, String table, int axis) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("flatTable", floats(3, 4));
        constants.put("table", floats(2, 3, 4));
        constants.put("w", floats(4, 3));
        constants.put("times", Constant.ints(times));
        constants.put("zero", Constant.ints(0));
        constants.put("one", Constant.ints(1));
        constants.put("rest", Constant.ints(-1, 4));
        constants.put("leading", Constant.ints(2));
        constants.put("rows", Constant.ints(0, -1, 4));
        constants.put("middle", Constant.ints(1));
        List<Node> nodes = new ArrayList<>(List.of(
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "count", "shape", "zero"),
                node("Mul", NONE, "often", "count", "times")));
        Attributes first = NONE.with("axis", 0);
        if (axis == 0) {
            nodes.add(node("Concat", first, "repeats", "often", "one"));
        } else {
            nodes.add(node("Concat", first, "repeats", "one", "often", "one"));
        }
        nodes.add(node("Tile", NONE, "tiled", table, "repeats"));
        if (axis == 0) {
            nodes.add(node("Concat", first, "apart", "count", "rest"));
            nodes.add(node("Reshape", NONE, "own", "tiled", "apart"));
        } else {
            nodes.add(node("Concat", first, "apart", "leading", "count", "rest"));
            nodes.add(node("Reshape", NONE, "parted", "tiled", "apart"));
            nodes.add(node("Transpose", NONE.with("perm", new long[] {1, 0, 2, 3}), "turned", "parted"));
            nodes.add(node("Reshape", NONE, "own", "turned", "rows"));
        }
        nodes.addAll(List.of(
                node("Tanh", NONE, "bent", "own"),
                node("Transpose", NONE.with("perm", new long[] {0, 2, 1}), "columns", "bent"),
                node("MatMul", NONE, "scores", "x", "columns"),
                node("Softmax", NONE, "weights", "scores"),
                node("MatMul", NONE, "mixed", "weights", "bent"),
                node("ReduceMax", NONE.with("keepdims", 0), "top", "mixed", "middle"),
                node("MatMul", NONE, "y", "top", "w")));
        constants.keySet().retainAll(read(nodes));
        return network(
                name, Shape.of(Shape.BATCH, 3, 4), Shape.of(Shape.BATCH, 3), constants, nodes.toArray(Node[]::new));
    }

    private static Set<String> read(List<Node> nodes) {
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.inputs()));
        return read;
    }

    /** A parameter that is stretched over the examples and put in front of each one's rows. */
    private static TestNetwork classTokens(String name, String operator) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("token", floats(1, 1, 4));
        constants.put("w", floats(16, 3));
        constants.put("zero", Constant.ints(0));
        constants.put("rest", Constant.ints(1, 1));
        constants.put("flat", Constant.ints(0, -1));
        return network(
                name,
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants,
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "count", "shape", "zero"),
                node("Concat", NONE.with("axis", 0), "sizes", "count", "rest"),
                node(operator, NONE, "tokens", "token", "sizes"),
                node("Concat", NONE.with("axis", 1), "all", "tokens", "x"),
                node("Tanh", NONE, "bent", "all"),
                node("Reshape", NONE, "rows", "bent", "flat"),
                node("MatMul", NONE, "y", "rows", "w"));
    }

    /** {@code token.expand(x.size(0), -1, -1)} as PyTorch writes it: a size of -1 is chosen to be 1. */
    private static TestNetwork expandedByChoice() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("token", floats(1, 1, 4));
        constants.put("w", floats(16, 3));
        constants.put("zero", Constant.ints(0));
        constants.put("half", Constant.ints(2));
        constants.put("kept", Constant.ints(-1, -1));
        constants.put("minus", Constant.ints(-1));
        constants.put("flat", Constant.ints(0, -1));
        Attribute one = new Attribute.Tensor(Constant.ints(1));
        return network(
                "class token, sizes chosen",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants,
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "count", "shape", "zero"),
                node("Mul", NONE, "doubled", "count", "half"),
                node("Div", NONE, "again", "doubled", "half"),
                node("Concat", NONE.with("axis", 0), "sizes", "again", "kept"),
                node("Shape", NONE, "axes", "sizes"),
                node("ConstantOfShape", NONE.with("value", one), "ones", "axes"),
                node("Mul", NONE, "open", "ones", "minus"),
                node("Equal", NONE, "isOpen", "sizes", "open"),
                node("Where", NONE, "chosen", "isOpen", "ones", "sizes"),
                node("Expand", NONE, "tokens", "token", "chosen"),
                node("Concat", NONE.with("axis", 1), "all", "tokens", "x"),
                node("Tanh", NONE, "bent", "all"),
                node("Reshape", NONE, "rows", "bent", "flat"),
                node("MatMul", NONE, "y", "rows", "w"));
    }

    /** {@code x.view(x.size(0), -1)} beside zeros of the batch's size, as exporters write them. */
    private static TestNetwork viewOfShape() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("first", floats(4, 4));
        constants.put("w", floats(12, 3));
        constants.put("axes", Constant.ints(0));
        constants.put("start", Constant.ints(0));
        constants.put("end", Constant.ints(1));
        constants.put("one", Constant.ints(1));
        constants.put("hidden", Constant.ints(3, 4));
        constants.put("rest", Constant.ints(-1));
        return network(
                "view of a shape and zeros of the batch's size",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants,
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "z"),
                node("Slice", NONE, "count", "shape", "start", "end", "axes", "one"),
                node("Concat", NONE.with("axis", 0), "state", "count", "hidden"),
                node("ConstantOfShape", NONE.with("value", half()), "halves", "state"),
                node("Add", NONE, "moved", "z", "halves"),
                node("Tanh", NONE, "bent", "moved"),
                node("Squeeze", NONE, "scalar", "count", "axes"),
                node("Unsqueeze", NONE, "again", "scalar", "axes"),
                node("Concat", NONE.with("axis", 0), "view", "again", "rest"),
                node("Reshape", NONE, "rows", "bent", "view"),
                node("MatMul", NONE, "y", "rows", "w"));
    }

    private static Attribute half() {
        return new Attribute.Tensor(Constant.floats(Shape.of(1), 0.5f));
    }

    static Node node(String operator, Attributes attributes, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), attributes);
    }

    static TestNetwork network(String name, Shape input, Shape output, Map<String, Constant> constants, Node... nodes) {
        Graph graph = new Graph(
                name,
                List.of(new ValueInfo("x", TensorType.floats(input.dims()))),
                List.of(new ValueInfo("y", TensorType.floats(output.dims()))),
                List.of(nodes),
                constants);
        return new TestNetwork(name, Networks.of(graph), new SoftmaxCrossEntropy());
    }

    private static Constant floats(long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i + 1.5) / 2;
        }
        return Constant.floats(shape, values);
    }
}
