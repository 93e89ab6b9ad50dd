package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.ShapeNetworks.network;
import static org.dpmodel.graph.evidence.ShapeNetworks.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Networks that pick by the number of the row, as {@code x[arange(batch), place]} does, and masks that are made element by element. */
final class RowNumberNetworks {
    private static final Attributes NONE = Attributes.none();
    private static final Attributes LAST = NONE.with("axis", -1);

    private RowNumberNetworks() {}

    static List<TestNetwork> all() {
        return List.of(lastOfEach(), sameForEach(), sameOfRowsInOne(), stridesOfAll(), lastOfRowsInOne());
    }

    static Map<String, Constant> constants() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("first", weights(4, 4));
        constants.put("w", weights(4, 3));
        constants.put("w2", weights(24, 3));
        constants.put("start", ReferenceTensor.longs(Shape.of(), 0).toConstant());
        constants.put("step", ReferenceTensor.longs(Shape.of(), 1).toConstant());
        constants.put("two", ReferenceTensor.longs(Shape.of(), 2).toConstant());
        constants.put("zero", Constant.ints(0));
        constants.put("one", Constant.ints(1));
        constants.put("end", Constant.ints(-1));
        constants.put("four", Constant.ints(4));
        constants.put("least", Constant.ints(-100));
        constants.put("inner", Constant.ints(1, 2));
        constants.put(
                "places", ReferenceTensor.longs(Shape.of(1, 3, 1), 2, 0, 1).toConstant());
        constants.put("pair", ReferenceTensor.longs(Shape.of(1, 1, 2), 0, 1).toConstant());
        constants.put("flat", Constant.ints(0, -1));
        constants.put("three", ReferenceTensor.longs(Shape.of(), 3).toConstant());
        constants.put("rowsOfAll", Constant.ints(-1, 4));
        constants.put("twoOfThree", ReferenceTensor.longs(Shape.of(1, 2), 2, 0).toConstant());
        constants.put("behind", ReferenceTensor.longs(Shape.of(1, 2), 3, 0).toConstant());
        constants.put("pair2", ReferenceTensor.longs(Shape.of(1, 2), 1, 0).toConstant());
        constants.put("w3", weights(8, 3));
        constants.put("twelve", ReferenceTensor.longs(Shape.of(), 12).toConstant());
        constants.put(
                "rowStarts", ReferenceTensor.longs(Shape.of(1, 2, 1), 8, 0).toConstant());
        return constants;
    }

    /** The row of each example that has the largest first number. */
    private static TestNetwork lastOfEach() {
        return network(
                "one row of each example, by its number",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Range", NONE, "numbers", "start", "n", "step"),
                node("Gather", NONE.with("axis", 2), "heads", "x", "start"),
                node("ArgMax", NONE.with("axis", 1).with("keepdims", 0), "place", "heads"),
                node("Unsqueeze", NONE, "rows", "numbers", "end"),
                node("Unsqueeze", NONE, "column", "place", "end"),
                node("Concat", LAST, "tuples", "rows", "column"),
                node("GatherND", NONE, "picked", "z", "tuples"),
                node("Tanh", NONE, "bent", "picked"),
                node("MatMul", NONE, "y", "bent", "w"));
    }

    /** Constant places, stretched over the examples as masks are: the shape is that of a maximum with the numbers. */
    private static TestNetwork sameForEach() {
        return network(
                "the same rows of each example, by their numbers",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Range", NONE, "numbers", "start", "n", "step"),
                node("Unsqueeze", NONE, "wide", "numbers", "inner"),
                node("Add", NONE, "grid", "places", "pair"),
                node("Max", NONE, "most", "wide", "grid"),
                node("Shape", NONE, "sizes", "most"),
                node("Expand", NONE, "all", "wide", "sizes"),
                node("Expand", NONE, "allPlaces", "places", "sizes"),
                node("Unsqueeze", NONE, "rows", "all", "end"),
                node("Unsqueeze", NONE, "columns", "allPlaces", "end"),
                node("Concat", LAST, "tuples", "rows", "columns"),
                node("GatherND", NONE, "picked", "z", "tuples"),
                node("Tanh", NONE, "bent", "picked"),
                node("Reshape", NONE, "view", "bent", "flat"),
                node("MatMul", NONE, "y", "view", "w2"));
    }

    /** Places in a value whose first axis has the rows of all examples, one example after the other. */
    private static TestNetwork sameOfRowsInOne() {
        return network(
                "the same rows of each example, of the rows of all",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Reshape", NONE, "rows", "z", "rowsOfAll"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Range", NONE, "numbers", "start", "n", "step"),
                node("Unsqueeze", NONE, "column", "numbers", "one"),
                node("Mul", NONE, "before", "column", "three"),
                node("Add", NONE, "index", "twoOfThree", "before"),
                node("Gather", NONE, "picked", "rows", "index"),
                node("Tanh", NONE, "bent", "picked"),
                node("Reshape", NONE, "view", "bent", "flat"),
                node("MatMul", NONE, "y", "view", "w3"));
    }

    /** Strides of all numbers, as PyTorch writes the mean over an image: the places along each axis are added in turn. */
    private static TestNetwork stridesOfAll() {
        return network(
                "the same numbers of each example, by strides of all numbers",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Reshape", NONE, "numbersOfAll", "z", "end"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Range", NONE, "numbers", "start", "n", "step"),
                node("Mul", NONE, "before", "numbers", "twelve"),
                node("Unsqueeze", NONE, "column", "before", "inner"),
                node("Add", NONE, "outer", "column", "rowStarts"),
                node("Add", NONE, "index", "pair", "outer"),
                node("Gather", NONE, "picked", "numbersOfAll", "index"),
                node("Tanh", NONE, "bent", "picked"),
                node("Reshape", NONE, "view", "bent", "flat"),
                node("MatMul", NONE, "y", "view", "w"));
    }

    /** A place that each example computes, in the rows of all: the state at a text's last word, as TorchScript writes it. */
    private static TestNetwork lastOfRowsInOne() {
        return network(
                "one row of each example, of the rows of all",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Reshape", NONE, "rows", "z", "rowsOfAll"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Range", NONE, "numbers", "start", "n", "step"),
                node("Gather", NONE.with("axis", 2), "heads", "x", "start"),
                node("ArgMax", NONE.with("axis", 1).with("keepdims", 0), "place", "heads"),
                node("Mul", NONE, "before", "numbers", "three"),
                node("Add", NONE, "index", "place", "before"),
                node("Gather", NONE, "picked", "rows", "index"),
                node("Shape", NONE, "sizes", "index"),
                node("Concat", LAST, "view", "sizes", "four"),
                node("Reshape", NONE, "viewed", "picked", "view"),
                node("Tanh", NONE, "bent", "viewed"),
                node("MatMul", NONE, "y", "bent", "w"));
    }

    private static Constant weights(long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i + 1.5) / 2;
        }
        return Constant.floats(shape, values);
    }
}
