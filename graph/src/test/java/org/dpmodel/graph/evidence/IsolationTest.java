package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphBuilder;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.isolation.IsolationProof;
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
                mixes(
                        "rows that are dealt out",
                        "reshaping",
                        b -> b.call("Reshape", NONE, x(b, 6), b.constant(Constant.ints(8, 3)))),
                mixes("flatten everything", "reshaping", b -> b.call("Flatten", NONE.with("axis", 0), x(b, 3))),
                mixes("flatten at axis 2", "reshaping", b -> b.call("Flatten", NONE.with("axis", 2), x(b, 3, 2))),
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
                }));
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
    @MethodSource("mixing")
    void mixingIsRefusedWithNodeReasonAndCure(String what, String reason, Drawing drawing) {
        GraphBuilder builder = new GraphBuilder("mixing");
        builder.scope("culprit");
        Value output = drawing.draw(builder);
        builder.scope("");
        builder.output("y", output);
        Graph graph = builder.build();
        ExamplesMixException error = assertThrows(ExamplesMixException.class, () -> IsolationProof.prove(graph));
        assertTrue(error.node().startsWith("culprit_"), error.getMessage());
        for (String part : List.of(error.node(), reason, "Cure: ")) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }
}
