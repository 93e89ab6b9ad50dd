package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network that is taken is taken for a single example as well, as for a unit whose norm overflows and that is computed
 * alone, and its gradient is the same there.
 *
 * <p>Seen to fail when a network was proven for one example, among whose axes of size 1 the wrong one was taken for that of
 * the examples: networks that had it behind others were refused in the middle of a training.
 */
class OneExampleTest {
    static List<TestNetwork> networks() {
        return TestNetworks.small();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aBatchOfOneHasTheGradientOfThatExample(TestNetwork test) {
        Batch batch = Batch.draw(test, 2, 60);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        for (int row = 0; row < 2; row++) {
            Batch one = batch.rows(row);
            double norm = naive.norms()[row];
            Step.Result clipped = Step.clipped(test, 1, 1).run(Runner.DOUBLE, one, 1e30);
            assertEquals(norm, clipped.norms()[0], 1e-9 * norm);
            clipped.sum().assertClose(naive.unit(row), 1e-9, "clipped sum of one");
            Step.plain(test, 1, 1).run(Runner.DOUBLE, one, 1).sum().assertClose(naive.unit(row), 1e-9, "sum of one");
        }
    }

    @Test
    void examplesMayLieBehindOtherAxes() {
        aBatchOfOneHasTheGradientOfThatExample(
                TestNetwork.classifier(NetworkSketch.input("examples within an axis", 2, 3)
                        .transpose(1, 0, 2)
                        .reshape(2, -1)
                        .then(s -> s.then("Add", s.parameter(2, 1)))
                        .tanh()
                        .reshape(2, -1, 3)
                        .transpose(1, 0, 2)
                        .dense(3)));
    }

    private static Node node(String operator, Attributes attributes, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), attributes);
    }

    /** By Expand, Tile and ConstantOfShape, along an axis that is not the first; and Resize is given all sizes. */
    @Test
    void sizesMayFollowFromIt() {
        Attributes none = Attributes.none();
        Attributes first = none.with("axis", 0);
        Attributes turned = none.with("perm", new long[] {1, 0, 2});
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("one", Constant.ints(1));
        constants.put("two", Constant.ints(2));
        constants.put("three", Constant.ints(3));
        constants.put("six", Constant.ints(6));
        constants.put("end", Constant.ints(-1));
        constants.put("token", Constant.floats(Shape.of(2, 1, 3), 1, -0.5f, 0.25f, 0.5f, 2, -1));
        constants.put("w", Constant.floats(Shape.of(2, 1, 1), 0.5f, -1.5f));
        Graph graph = new Graph(
                "sizes",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 2, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 2, 6))),
                List.of(
                        node("Transpose", turned, "t", "x"),
                        node("Shape", none, "shape", "t"),
                        node("Gather", first, "n", "shape", "one"),
                        node("Expand", none, "tokens", "token", "shape"),
                        node("Mul", none, "a", "t", "tokens"),
                        node("Concat", first, "repeats", "one", "n", "one"),
                        node("Tile", none, "scales", "w", "repeats"),
                        node("Mul", none, "b", "a", "scales"),
                        node("Concat", first, "column", "two", "n", "one"),
                        node("ConstantOfShape", none, "zeros", "column"),
                        node("Concat", none.with("axis", 2), "c", "b", "zeros"),
                        node("Slice", none, "d", "c", "end", "six", "two"),
                        node("Sub", none, "e", "b", "d"),
                        node("Concat", first, "joined", "two", "end"),
                        node("Reshape", none, "f", "e", "joined"),
                        node("Add", none, "g", "f", "f"),
                        node("Concat", first, "apart", "two", "n", "three"),
                        node("Reshape", none, "h", "g", "apart"),
                        node("Transpose", turned, "i", "h"),
                        node("Concat", first, "sizes", "n", "two", "six"),
                        node("Resize", none, "y", "i", "", "", "sizes")),
                constants);
        aBatchOfOneHasTheGradientOfThatExample(new TestNetwork("sizes", Networks.of(graph), new MeanSquaredError()));
    }
}
