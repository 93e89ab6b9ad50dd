package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.loss.BinaryCrossEntropy;
import org.dpmodel.graph.loss.HuberLoss;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanAbsoluteError;
import org.dpmodel.graph.loss.PoissonLoss;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.loss.SparseSoftmaxCrossEntropy;
import org.dpmodel.graph.loss.TokenCrossEntropy;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses and gradients of chosen outputs, in float32 on ONNX Runtime: also far out, where a naive formula overflows. The
 * network is the identity plus a parameter of zeros, whose gradient is that of the outputs.
 */
class LossValuesTest {
    private static final double E1 = Math.exp(-1);

    private static Arguments of(Loss loss, float[] outputs, float[] target, double value, double... gradient) {
        return Arguments.of(loss, outputs, target, value, gradient);
    }

    private static float[] f(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static Stream<Arguments> values() {
        Loss sparse = new SparseSoftmaxCrossEntropy();
        Loss weighted = new SoftmaxCrossEntropy().withClassWeights(3, 1).withLabelSmoothing(0.5);
        Loss binary = new BinaryCrossEntropy();
        double log2 = Math.log(2);
        double softplus = Math.log1p(E1);
        double half = 1 / (1 + E1);
        return Stream.of(
                of(sparse, f(0, 0), f(1), log2, 0.5, -0.5),
                of(sparse, f(1e4, -1e4), f(1), 2e4, 1, -1),
                of(sparse, f(1e4, -1e4), f(0), 0, 0, 0),
                // Targets 3 · 0.75 and 1 · 0.25: the softmax of zeros is a half of their sum.
                of(weighted, f(0, 0), f(1, 0), 2.5 * log2, 1.25 - 2.25, 1.25 - 0.25),
                of(binary, f(0), f(0.25), log2, 0.25),
                of(binary, f(0, 1), f(0, 1), (log2 + softplus) / 2, 0.25, (half - 1) / 2),
                of(binary, f(1e4), f(0), 1e4, 1),
                of(binary, f(-1e4), f(0), 0, 0),
                of(binary, f(-1e4), f(1), 1e4, -1),
                of(new BinaryCrossEntropy().withPositiveWeights(3), f(0), f(1), 3 * log2, -1.5),
                of(new BinaryCrossEntropy().withPositiveWeights(3), f(-1e4), f(1), 3e4, -3),
                of(new MeanAbsoluteError(), f(1, -2), f(4, -2), 1.5, -0.5, 0),
                of(new HuberLoss(1), f(0.5), f(0), 0.125, 0.5),
                of(new HuberLoss(2), f(-1e4), f(0), 2 * (1e4 - 1), -2),
                of(new PoissonLoss(), f(0), f(3), 1, -2),
                of(new PoissonLoss(), f(-1e4), f(0), 0, 0),
                of(new PoissonLoss(), f(1), f(2), Math.E - 2, Math.E - 2),
                of(new TokenCrossEntropy(-1), f(0, 0, 9, 5, 0, 0), f(1, -1, 0), log2, 0.25, -0.25, 0, 0, -0.25, 0.25),
                of(new TokenCrossEntropy(-1), f(1, 2, 3, 4, 5, 6), f(-1, -1, -1), 0, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("values")
    void lossAndGradient(Loss loss, float[] outputs, float[] target, double value, double[] gradient) {
        boolean tokens = loss instanceof TokenCrossEntropy;
        long[] shape = tokens ? new long[] {3, 2} : new long[] {outputs.length};
        NetworkSketch sketch = NetworkSketch.input("identity", shape);
        TestNetwork test = new TestNetwork(
                "identity", sketch.then(s -> s.then("Add", s.zeros(shape))).network(), loss);
        ReferenceTensor features = rows(outputs, shape);
        ReferenceTensor targets = rows(
                target,
                target.length == 1 && loss instanceof SparseSoftmaxCrossEntropy
                        ? new long[0]
                        : new long[] {target.length});
        Step.Result result = Step.clipped(test, 2, 1).run(Runner.ONNX_RUNTIME, new Batch(features, targets), 1e9, 1, 0);
        assertEquals(value, result.losses()[0], 1e-6 * Math.max(1, value));
        double[] found = result.sum().parts().values().iterator().next();
        assertEquals(gradient.length, found.length);
        for (int i = 0; i < found.length; i++) {
            // Less the margin below the clipping norm, by which nothing is clipped here.
            assertEquals(gradient[i], found[i], 1e-6, "gradient " + i);
        }
        assertTrue(Double.isFinite(result.norms()[0]));
    }

    /** Two examples alike. */
    private static ReferenceTensor rows(float[] example, long[] shape) {
        double[] values = new double[2 * example.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = example[i % example.length];
        }
        long[] dims = new long[shape.length + 1];
        dims[0] = 2;
        System.arraycopy(shape, 0, dims, 1, shape.length);
        return ReferenceTensor.floats(Shape.of(dims), values);
    }
}
