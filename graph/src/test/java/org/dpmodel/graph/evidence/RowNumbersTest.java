package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.ShapeNetworks.network;
import static org.dpmodel.graph.evidence.ShapeNetworks.node;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of rows may pick an example's own slices, and nothing else. */
class RowNumbersTest {
    private static final Attributes NONE = Attributes.none();

    private static Arguments refused(String what, Node... between) {
        return Arguments.of(what, List.of(between));
    }

    static List<Arguments> misused() {
        return List.of(
                refused(
                        "the example behind",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Add", NONE, "moved", "numbers", "step"),
                        node("Unsqueeze", NONE, "rows", "moved", "end"),
                        tuples("rows", "column"),
                        picked("z")),
                refused(
                        "every other example",
                        node("Range", NONE, "numbers", "start", "n", "two"),
                        node("Unsqueeze", NONE, "rows", "numbers", "end"),
                        tuples("rows", "column"),
                        picked("z")),
                refused(
                        "the number of the row as the place",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Unsqueeze", NONE, "rows", "numbers", "end"),
                        tuples("column", "rows"),
                        picked("z")),
                refused(
                        "the number of the row as a feature",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Cast", NONE.with("to", 1), "feature", "numbers"),
                        node("Unsqueeze", NONE, "rows", "feature", "end"),
                        node("Gather", NONE.with("axis", 1), "row", "z", "start"),
                        node("Add", NONE, "picked", "row", "rows")),
                refused(
                        "numbers that became truth values in between",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Cast", NONE.with("to", 9), "beyondFirst", "numbers"),
                        node("Cast", NONE.with("to", 7), "again", "beyondFirst"),
                        node("Unsqueeze", NONE, "rows", "again", "end"),
                        tuples("rows", "column"),
                        picked("z")),
                refused(
                        "a place that follows from the number of examples",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Unsqueeze", NONE, "rows", "numbers", "end"),
                        node("Mod", NONE, "chosen", "n", "three"),
                        node("Shape", NONE, "sizes", "numbers"),
                        node("Expand", NONE, "all", "chosen", "sizes"),
                        node("Unsqueeze", NONE, "columns", "all", "end"),
                        tuples("rows", "columns"),
                        picked("z")),
                refused(
                        "rows of a value whose examples are on another axis",
                        node("Range", NONE, "numbers", "start", "n", "step"),
                        node("Unsqueeze", NONE, "rows", "numbers", "end"),
                        tuples("rows", "column"),
                        node("Transpose", NONE.with("perm", new long[] {1, 0, 2}), "turned", "z"),
                        picked("turned")));
    }

    static List<Arguments> misusedInOne() {
        Node range = node("Range", NONE, "numbers", "start", "n", "step");
        Node column = node("Unsqueeze", NONE, "upright", "numbers", "one");
        Node rows = node("Reshape", NONE, "rows", "z", "rowsOfAll");
        Node before = node("Mul", NONE, "before", "upright", "three");
        Node index = node("Add", NONE, "index", "twoOfThree", "before");
        Node pick = node("Gather", NONE, "picked", "rows", "index");
        return List.of(
                refused(
                        "a row of the example behind",
                        range,
                        column,
                        rows,
                        before,
                        node("Add", NONE, "index", "behind", "before"),
                        pick),
                refused(
                        "two rows for each example of three",
                        range,
                        column,
                        rows,
                        node("Mul", NONE, "before", "upright", "two"),
                        node("Add", NONE, "index", "pair2", "before"),
                        pick),
                refused(
                        "rows as far on as there are examples",
                        range,
                        column,
                        rows,
                        before,
                        node("Add", NONE, "index", "before", "n"),
                        pick),
                refused(
                        "computed rows of other slices than an example has",
                        range,
                        rows,
                        node("Mul", NONE, "levelBefore", "numbers", "two"),
                        node("Add", NONE, "level", "place", "levelBefore"),
                        node("Gather", NONE, "alone", "rows", "level"),
                        node("Unsqueeze", NONE, "picked", "alone", "one")),
                refused(
                        "computed rows that are moved once more",
                        range,
                        rows,
                        node("Mul", NONE, "levelBefore", "numbers", "three"),
                        node("Add", NONE, "level", "place", "levelBefore"),
                        node("Add", NONE, "beyond", "level", "step"),
                        node("Gather", NONE, "picked", "rows", "beyond")),
                refused(
                        "computed rows of the example in front",
                        range,
                        rows,
                        node("Transpose", NONE.with("perm", new long[] {0}), "others", "place"),
                        node("Slice", NONE, "turned", "others", "end", "least", "zero", "end"),
                        node("Mul", NONE, "levelBefore", "numbers", "three"),
                        node("Add", NONE, "level", "turned", "levelBefore"),
                        node("Gather", NONE, "picked", "rows", "level")),
                refused(
                        "a row that is chosen by how many examples there are",
                        range,
                        column,
                        rows,
                        before,
                        node("Mod", NONE, "chosen", "n", "three"),
                        node("Add", NONE, "index", "before", "chosen"),
                        pick),
                refused(
                        "numbers that became truth values before they were multiplied",
                        range,
                        node("Cast", NONE.with("to", 9), "beyondFirst", "numbers"),
                        node("Cast", NONE.with("to", 7), "again", "beyondFirst"),
                        node("Unsqueeze", NONE, "upright", "again", "one"),
                        rows,
                        before,
                        index,
                        pick),
                refused(
                        "numbers that were moved before they were multiplied",
                        range,
                        node("Unsqueeze", NONE, "unmoved", "numbers", "one"),
                        node("Add", NONE, "upright", "unmoved", "step"),
                        rows,
                        before,
                        index,
                        pick),
                refused(
                        "rows of a value in which they stand example by example no more",
                        range,
                        column,
                        node("Transpose", NONE.with("perm", new long[] {1, 0, 2}), "turned", "z"),
                        node("Reshape", NONE, "rows", "turned", "rowsOfAll"),
                        before,
                        index,
                        pick),
                refused(
                        "slices along another axis",
                        range,
                        column,
                        rows,
                        before,
                        index,
                        node("Gather", NONE.with("axis", 1), "picked", "rows", "index")));
    }

    private static Node tuples(String first, String second) {
        return node("Concat", NONE.with("axis", -1), "tuples", first, second);
    }

    private static Node picked(String from) {
        return node("GatherND", NONE, "picked", from, "tuples");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"misused", "misusedInOne"})
    void anythingElseIsRefused(String what, List<Node> between) {
        List<Node> nodes = new ArrayList<>(List.of(
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "x"),
                node("Gather", NONE, "n", "shape", "start"),
                node("Gather", NONE.with("axis", 2), "heads", "x", "start"),
                node("ArgMax", NONE.with("axis", 1).with("keepdims", 0), "place", "heads"),
                node("Unsqueeze", NONE, "column", "place", "end")));
        nodes.addAll(between);
        nodes.add(node("MatMul", NONE, "y", "picked", "w"));
        TestNetwork test = network(
                what,
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                RowNumberNetworks.constants(),
                nodes.toArray(Node[]::new));
        ExamplesMixException error =
                assertThrows(ExamplesMixException.class, () -> Networks.proveIsolation(test.network(), 3));
        assertTrue(error.getMessage().contains("Cure: "), error.getMessage());
    }

    /** Positions are no numbers of rows, also in a batch of as many examples. */
    @ParameterizedTest(name = "{0} examples")
    @ValueSource(ints = {3, 4, 5})
    void aRangeThatIsAsLongByChanceIsAConstant(int examples) {
        TestNetwork test = network(
                "positions",
                Shape.of(Shape.BATCH, 3, 4),
                Shape.of(Shape.BATCH, 3),
                RowNumberNetworks.constants(),
                node("MatMul", NONE, "z", "x", "first"),
                node("Shape", NONE, "shape", "z"),
                node("Gather", NONE, "width", "shape", "two"),
                node("Range", NONE, "positions", "start", "width", "step"),
                node("Cast", NONE.with("to", 1), "angles", "positions"),
                node("Add", NONE, "placed", "z", "angles"),
                node("Tanh", NONE, "bent", "placed"),
                node("Gather", NONE.with("axis", 1), "row", "bent", "start"),
                node("MatMul", NONE, "y", "row", "w"));
        Batch batch = Batch.draw(test, examples, 1);
        Step.Result found = Step.clipped(test, examples, 1).run(Runner.DOUBLE, batch, 1);
        double[] expected = NaiveSum.of(test, Runner.DOUBLE, batch, 1).norms();
        assertArrayEquals(expected, found.norms(), 1e-9);
    }
}
