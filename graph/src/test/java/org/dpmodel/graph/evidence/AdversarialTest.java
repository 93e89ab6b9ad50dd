package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on a step in float32: a hostile example may lose its own contribution, never touch another's. */
class AdversarialTest {
    static List<TestNetwork> networks() {
        List<TestNetwork> networks = new ArrayList<>(TestNetworks.small());
        for (int stride = 1; stride <= 3; stride++) {
            // Without an activation behind it, the gradient of a pooled -inf is not zero.
            networks.add(TestNetwork.classifier(NetworkSketch.input("pooling without activation " + stride, 5, 6, 6)
                    .conv(2, 3, 3)
                    .pool("MaxPool", 2, stride)
                    .dense(3)));
        }
        return networks;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aHostileExampleLeavesTheNormsOfOthersAlone(TestNetwork test) {
        Batch batch = Batch.draw(test, 3, 4);
        Step step = Step.clipped(test, 3, 1);
        double[] clean = step.run(Runner.ONNX_RUNTIME, batch, 1).norms();
        for (double element : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -3.4e38, 3.4e38}) {
            double[] norms = step.run(Runner.ONNX_RUNTIME, poisoned(batch, 1, element), 1)
                    .norms();
            assertEquals(clean[0], norms[0], "norm of the example before " + element);
            assertEquals(clean[2], norms[2], "norm of the example after " + element);
        }
    }

    private static Batch poisoned(Batch batch, int row, double element) {
        double[] values = batch.features().toDoubles();
        int width = values.length / batch.size();
        Arrays.fill(values, row * width, (row + 1) * width, element);
        return batch.withFeatures(ReferenceTensor.floats(batch.features().type().shape(), values));
    }

    /** With as many time steps as examples the shapes would fit, and each example's norm be taken over a time step. */
    @Test
    void biasesOnATransposedBatchAreDistinguishedByExample() {
        TestNetwork test = TestNetwork.classifier(NetworkSketch.input("time first", 3, 4)
                .transpose(1, 0, 2)
                .then(s -> s.then("Add", s.parameter(4)))
                .tanh()
                .transpose(1, 0, 2)
                .dense(2));
        Batch batch = Batch.draw(test, 3, 11);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        Step.clipped(test, 3, 1)
                .run(Runner.DOUBLE, batch, naive.middleNorm())
                .sum()
                .assertClose(naive.clippedSum(naive.middleNorm(), 1, 1, 1), 1e-9, "time first");
    }

    /**
     * One dense layer without bias, features x and gradients dy as given by the targets (2/K (0 − y) with weight 0):
     * squares of dy underflow where ‖x‖ ‖dy‖ is far above the clipping norm.
     */
    @Test
    void underflowOfSquaresDoesNotHideAGradient() {
        TestNetwork test =
                TestNetwork.regression(NetworkSketch.input("dense", 4).then(s -> s.then("Gemm", s.zeros(4, 2))));
        for (double gradient : new double[] {1e-25, 3e-23, 1e-22, 1e-20}) {
            ReferenceTensor x = ReferenceTensor.floats(Shape.of(2, 4), 6e18, 6e18, 6e18, 6e18, 1, 0, 0, 0);
            ReferenceTensor y = ReferenceTensor.floats(Shape.of(2, 2), gradient, gradient, 0, 0);
            double clippingNorm = (float) 1e-6;
            Step.Result result = Step.clipped(test, 2, 1).run(Runner.ONNX_RUNTIME, new Batch(x, y), clippingNorm);
            assertTrue(
                    result.sum().norm() <= clippingNorm * (1 + 1e-6),
                    "gradient " + gradient + " contributes " + result.sum().norm());
        }
    }

    /** Equal elements round the same way at each addition, so a plain sum of so many would be 1e-4 too small. */
    @Test
    void normsOfManyEqualElementsKeepTheirDigits() {
        assertNormOf(400_000, Shape.of(2, 400_000), 1);
        assertNormOf(400_000, Shape.of(400, 2, 1000), 0, 2);
        // A prime number, and twice one: no blocks divide them.
        assertNormOf(400_009, Shape.of(2, 400_009), 1);
        assertNormOf(800_018, Shape.of(2, 800_018), 1);
    }

    private static void assertNormOf(int count, Shape shape, int... axes) {
        GraphBuilder builder = new GraphBuilder("squares", Operators::find);
        Ops ops = new Ops(builder, 17);
        builder.output("y", ops.sumOfSquares(builder.input("x", TensorType.floats(shape.dims())), axes));
        double[] elements = new double[(int) shape.size()];
        Arrays.fill(elements, 1.1f);
        double[] found = Runner.ONNX_RUNTIME
                .run(new OnnxModel(builder.build(), 17), Map.of("x", ReferenceTensor.floats(shape, elements)))
                .get("y");
        double exact = count * (double) 1.1f * 1.1f;
        assertEquals(exact, found[0], 4e-6 * exact);
    }
}
