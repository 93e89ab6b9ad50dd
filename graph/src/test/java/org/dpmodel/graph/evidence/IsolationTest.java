package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Change example j, and nothing of example i moves; networks that cannot promise it are refused. */
class IsolationTest {
    private static final int BATCH = 4;
    private static final Attributes NONE = Attributes.none();

    static List<TestNetwork> networks() {
        return TestNetworks.small();
    }

    /** Losses see the forward pass, norms the whole backward pass. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void otherRowsDoNotMove(TestNetwork test) {
        int size = 3;
        Batch batch = Batch.draw(test, size, 20);
        Batch changed = batch.with(1, Batch.draw(test, size, 21), 1);
        Step step = Step.clipped(test, size, 1);
        Step.Result before = step.run(Runner.DOUBLE, batch, 1, 1, 0, 1);
        Step.Result after = step.run(Runner.DOUBLE, changed, 1, 1, 0, 1);
        for (int i = 0; i < size; i += 2) {
            assertEquals(before.losses()[i], after.losses()[i], "loss of " + i);
            assertEquals(before.norms()[i], after.norms()[i], "norm of " + i);
        }
        assertTrue(before.losses()[1] != after.losses()[1], "the change has no effect at all");
        before.sum().parts().forEach((name, part) -> {
            double[] other = after.sum().parts().get(name);
            assertArrayEquals(part, other, name);
        });
    }

    static List<Arguments> mixing() {
        return List.of(
                mixes("batch normalization with statistics of the batch", "group normalization", b -> {
                    Value c = b.constant(Constant.floats(Shape.of(3), 1, 1, 1));
                    return b.call("BatchNormalization", NONE.with("training_mode", 1), x(b, 3), c, c, c, c);
                }),
                mixes("batch normalization with three outputs", "evaluation mode", b -> {
                    Value c = b.constant(Constant.floats(Shape.of(3), 1, 1, 1));
                    return b.call("BatchNormalization", NONE, 3, x(b, 3), c, c, c, c)
                            .get(0);
                }),
                mixes("layer normalization over the batch", "axis 0", b -> {
                    Value c = w(b, BATCH, 3);
                    return b.call("LayerNormalization", NONE.with("axis", 0), x(b, 3), c, c);
                }),
                mixes("layer normalization over the batch behind", "axis 1", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 0}), x(b, 3));
                    return b.call("LayerNormalization", NONE, turned, w(b, BATCH));
                }),
                mixes("a scale of layer normalization from examples", "computed from examples", b -> {
                    Value x = x(b, BATCH);
                    Value row = b.call("Flatten", NONE.with("axis", 1), x);
                    return b.call("LayerNormalization", NONE.with("axis", -2), w(b, 2, BATCH, BATCH), row);
                }),
                mixes("softmax over the batch", "axis 0", b -> b.call("Softmax", NONE.with("axis", 0), x(b, 3))),
                mixes(
                        "softmax over the batch from the end",
                        "axis 0",
                        b -> b.call("LogSoftmax", NONE.with("axis", -2), x(b, 3))),
                mixes("a dense layer along the batch", "axis 1", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 0}), x(b, 3));
                    return b.call("Gemm", NONE, turned, w(b, BATCH, 3));
                }),
                mixes(
                        "gemm with transA",
                        "transA",
                        b -> b.call("Gemm", NONE.with("transA", 1), x(b, 3), w(b, BATCH, 3))),
                mixes(
                        "rows that merge",
                        "reshaping",
                        b -> b.call("Reshape", NONE, x(b, 6), b.constant(Constant.ints(2, 12)))),
                mixes("matmul along the batch", "axis 2", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 2, 0}), x(b, 3, 2));
                    return b.call("MatMul", NONE, turned, w(b, BATCH, 2));
                }),
                mixes("matmul of examples with examples", "computed from examples", b -> {
                    Value x = x(b, 3);
                    return b.call("MatMul", NONE, x, b.call("Transpose", NONE.with("perm", new long[] {1, 0}), x));
                }),
                mixes("weights computed from examples", "computed from examples", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 0}), x(b, 3));
                    return b.call("Gemm", NONE, w(b, 4, 3), turned);
                }),
                mixes("a convolution over the batch", "examples lie on axis 1", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 0, 2}), x(b, 3, 5));
                    return b.call("Conv", NONE, turned, w(b, 2, BATCH, 2));
                }),
                mixes("pooling over the batch", "examples lie on axis 2", b -> {
                    Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 2, 0}), x(b, 3, 5));
                    return b.call("MaxPool", NONE.with("kernel_shape", new long[] {2}), turned);
                }),
                mixes("examples added across", "different axes", b -> {
                    Value x = x(b, BATCH);
                    return b.call("Add", NONE, x, b.call("Transpose", NONE.with("perm", new long[] {1, 0}), x));
                }),
                mixes("a row of examples broadcast over others", "different axes", b -> {
                    Value x = x(b, 1);
                    return b.call("Add", NONE, x, b.call("Reshape", NONE, x, b.constant(Constant.ints(1, BATCH))));
                }),
                mixes("one example broadcast over rows", "3 values along the axis of examples", b -> {
                    Value one = b.input("x", TensorType.floats(1, 3));
                    return b.call("Add", NONE, one, w(b, 3, 3));
                }));
    }

    static List<Arguments> mixingByOtherOperators() {
        List<Arguments> all = new ArrayList<>();
        for (String operator : List.of("Max", "Min", "Pow", "Sub", "Greater")) {
            all.add(mixes(operator + " of examples and features", "different axes", b -> {
                Value x = x(b, BATCH);
                return b.call(operator, NONE, x, b.call("Transpose", NONE, x));
            }));
        }
        for (String operator : List.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2", "ReduceLogSumExp")) {
            all.add(mixes(operator + " over the batch", "axis 0", b -> {
                Value x = x(b, 3);
                return b.call("Sub", NONE, x, b.call(operator, NONE, x, b.constant(Constant.ints(0))));
            }));
            all.add(mixes(
                    operator + " over all axes",
                    "which is the axis of examples",
                    b -> b.call(operator, NONE.with("keepdims", 0), x(b, 3), b.constant(Constant.ints(1, 0)))));
        }
        all.add(mixes("a choice of examples or features", "different axes", b -> {
            Value x = x(b, BATCH);
            Value positive = b.call("Greater", NONE, x, w(b, 1));
            return b.call("Where", NONE, positive, x, b.call("Transpose", NONE, x));
        }));
        all.add(mixes("the batch in two parts", "axis 0", b -> b.call(
                        "Split", NONE.with("axis", 0), 2, x(b, 3), b.constant(Constant.ints(2, 2)))
                .get(1)));
        all.add(mixes(
                "a row before the batch",
                "adds rows",
                b -> b.call("Pad", NONE, x(b, 3), b.constant(Constant.ints(1, 0, 0, 0)))));
        all.add(mixes(
                "the first row left out",
                "adds rows",
                b -> b.call("Pad", NONE, x(b, 3), b.constant(Constant.ints(-1, 0, 0, 0)))));
        all.add(mixes("triangles across examples that were turned", "axis 2", b -> {
            Value turned = b.call("Transpose", NONE.with("perm", new long[] {1, 2, 0}), x(b, 3, 2));
            return b.call("Trilu", NONE, turned);
        }));
        all.add(mixes(
                "a batch of twice the size",
                "resizes the batch",
                b -> b.call(
                        "Resize",
                        NONE,
                        x(b, 2, 3),
                        Value.absent(),
                        b.constant(Constant.floats(Shape.of(3), 2, 1, 1)))));
        return all;
    }

    /** Row i of these depends on example i, and on i: what is left of a batch moves when one example goes. */
    static List<Arguments> positions() {
        String reason = BATCH + " values along the axis of examples";
        return List.of(
                mixes("a constant for each row", reason, b -> b.call("Add", NONE, x(b, 3), w(b, BATCH, 3))),
                mixes("a constant for each row first", reason, b -> b.call("Add", NONE, w(b, BATCH, 1), x(b, 3))),
                mixes("a transposed constant", reason, b -> {
                    Value turned = b.call("Transpose", NONE, w(b, 3, BATCH));
                    return b.call("Add", NONE, x(b, 3), turned);
                }),
                mixes("a reshaped constant", reason, b -> {
                    Value column = b.call("Reshape", NONE, w(b, BATCH), b.constant(Constant.ints(-1, 1)));
                    return b.call("Add", NONE, x(b, 3), column);
                }),
                mixes("a constant through other layers", reason, b -> {
                    Value rows = b.call("Relu", NONE, b.call("Gemm", NONE, w(b, BATCH, 5), w(b, 5, 3)));
                    return b.call("Add", NONE, x(b, 3), rows);
                }),
                mixes("a constant beside examples that were turned", reason, b -> {
                    Value turned = b.call("Transpose", NONE, x(b, 3));
                    return b.call("Add", NONE, turned, w(b, BATCH));
                }),
                mixes("a constant with more axes", reason, b -> b.call("Add", NONE, x(b, 3), w(b, 2, BATCH, 3))),
                mixes("a number for each example", reason, b -> b.call("Add", NONE, x(b), w(b, BATCH))),
                mixes(
                        "a bias of gemm for each row",
                        reason,
                        b -> b.call("Gemm", NONE, x(b, 3), w(b, 3, 2), w(b, BATCH, 2))),
                mixes(
                        "a column as bias of gemm",
                        reason,
                        b -> b.call("Gemm", NONE, x(b, 3), w(b, 3, 2), w(b, BATCH, 1))),
                mixes("a weight for each example", reason, b -> b.call("MatMul", NONE, x(b, 2, 3), w(b, BATCH, 3, 2))),
                mixes(
                        "a weight for each example and head",
                        reason,
                        b -> b.call("MatMul", NONE, x(b, 5, 2, 3), w(b, BATCH, 5, 3, 2))));
    }

    /** What is shared may have any size along other axes, the batch's own size too. */
    static List<Arguments> harmless() {
        return List.of(
                mixes("a row", "", b -> b.call("Add", NONE, x(b, 3), w(b, 1, 3))),
                mixes("a bias of the batch's size", "", b -> b.call("Add", NONE, x(b, BATCH), w(b, BATCH))),
                mixes("a bias of gemm", "", b -> b.call("Gemm", NONE, x(b, 3), w(b, 3, BATCH), w(b, 1, BATCH))),
                mixes("a number", "", b -> b.call("Gemm", NONE, x(b, 3), w(b, 3, 2), w(b))),
                mixes("a weight for each head", "", b -> b.call("MatMul", NONE, x(b, 5, 2, 3), w(b, 5, 3, 2))),
                mixes("a stack of matrices", "", b -> {
                    // Examples come to lie on axis 1, and back on the first.
                    Value stack = b.call("MatMul", NONE, x(b, 3), w(b, 5, 3, 2));
                    return b.call("Transpose", NONE.with("perm", new long[] {1, 0, 2}), stack);
                }),
                mixes("a constant for each row of what was turned", "", b -> {
                    Value turned = b.call("Transpose", NONE, x(b, BATCH));
                    return b.call("Transpose", NONE, b.call("Add", NONE, turned, w(b, BATCH, 1)));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void whatIsSharedByAllRowsIsTaken(String what, String reason, Drawing drawing) {
        GraphBuilder builder = new GraphBuilder("harmless", Operators::find);
        builder.output("y", drawing.draw(builder));
        Graph graph = builder.build();
        assertEquals(Dependence.ROWS, Networks.dependences(graph).get("y"));
    }

    /** Each example has several rows of its own, which is no fault by itself, but the output must have one for each. */
    @Test
    void anOutputOfSeveralRowsAnExampleIsRefused() {
        List<Drawing> drawings = List.of(
                b -> b.call("Reshape", NONE, x(b, 6), b.constant(Constant.ints(8, 3))),
                b -> b.call("Flatten", NONE.with("axis", 0), x(b, 3)),
                b -> b.call("Flatten", NONE.with("axis", 2), x(b, 3, 2)));
        for (Drawing drawing : drawings) {
            GraphBuilder builder = new GraphBuilder("rows", Operators::find);
            builder.output("y", drawing.draw(builder));
            GraphException error = assertThrows(GraphException.class, () -> Networks.dependences(builder.build()));
            assertTrue(error.getMessage().contains("slices an example"), error.getMessage());
        }
    }

    private interface Drawing {
        Value draw(GraphBuilder builder);
    }

    private static Arguments mixes(String what, String reason, Drawing drawing) {
        return Arguments.of(what, reason, drawing);
    }

    private static Value x(GraphBuilder builder, long... example) {
        long[] dims = new long[example.length + 1];
        dims[0] = BATCH;
        System.arraycopy(example, 0, dims, 1, example.length);
        return builder.input("x", TensorType.floats(dims));
    }

    private static Value w(GraphBuilder builder, long... dims) {
        return builder.constant(
                Constant.floats(Shape.of(dims), new float[(int) Shape.of(dims).size()]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"mixing", "mixingByOtherOperators", "positions"})
    void mixingIsRefusedWithNodeReasonAndCure(String what, String reason, Drawing drawing) {
        GraphBuilder builder = new GraphBuilder("mixing", Operators::find);
        builder.scope("culprit");
        Value output = drawing.draw(builder);
        builder.scope("");
        builder.output("y", output);
        Graph graph = builder.build();
        ExamplesMixException error = assertThrows(ExamplesMixException.class, () -> Networks.dependences(graph));
        assertTrue(error.node().startsWith("culprit_"), error.getMessage());
        for (String part : List.of(error.node(), reason, "Cure: ")) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }
}
