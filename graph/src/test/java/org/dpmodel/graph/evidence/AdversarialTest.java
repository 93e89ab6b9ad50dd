package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a step in float32: a hostile example may lose its own contribution, never touch another's. */
class AdversarialTest {
    private static TestNetwork pooling(long size, long stride) {
        return TestNetwork.classifier(NetworkSketch.input("pooling without activation", 5, 6, 6)
                .conv(2, 3, 3)
                .pool("MaxPool", size, stride)
                .dense(3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -3.4e38, 3.4e38})
    void aHostileExampleLeavesTheNormsOfOthersAlone(double element) {
        for (int stride = 1; stride <= 2; stride++) {
            TestNetwork test = pooling(2, stride);
            Batch batch = Batch.draw(test, 3, 4);
            Step step = Step.clipped(test, 3, 1);
            double[] clean = step.run(Runner.ONNX_RUNTIME, batch, 1).norms();
            for (int hostile = 0; hostile < 3; hostile++) {
                double[] norms = step.run(Runner.ONNX_RUNTIME, poisoned(batch, hostile, element), 1)
                        .norms();
                for (int i = 0; i < 3; i++) {
                    if (i != hostile) {
                        assertEquals(clean[i], norms[i], "norm of " + i + " beside hostile " + hostile);
                    }
                }
            }
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
    void biasesOnATransposedBatchAreRefused() {
        TestNetwork test = TestNetwork.classifier(NetworkSketch.input("time first", 3, 4)
                .transpose(1, 0, 2)
                .then(s -> s.then("Add", s.parameter(4)))
                .tanh()
                .transpose(1, 0, 2)
                .dense(2));
        GraphException error = assertThrows(GraphException.class, () -> Step.clipped(test, 3, 1));
        assertTrue(error.getMessage().contains("examples lie on axis 1"), error.getMessage());
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
}
