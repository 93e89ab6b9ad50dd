package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far the clipped sum moves between neighbouring batches, in float32 on ONNX Runtime: at most C under
 * add-or-remove-one, 2 C under replace-one, and a few roundings. With u = 2⁻²⁴, P parameters and n units, in any order
 * of additions:
 *
 * <ul>
 *   <li>a squared norm is a sum of P squares, all positive: relative error (P + 3) u, half of it for the norm, and
 *       3 u for the factor and its product with an element. A clipped gradient is no longer than C (1 + (P / 2 + 5) u).
 *   <li>each element of the sum of n clipped gradients is off by n u times the sum of their sizes, which in Euclidean
 *       length is n² u C, in both of the batches.
 * </ul>
 */
class SensitivityTest {
    private static final int UNITS = 4;
    private static final double U = Math.pow(2, -24);
    private static final float[] CLIPPING_NORMS = {1e-6f, 1, 1e6f};
    private static final double[] SCALES = {1e-12, 1, 1e4, 1e18};

    static List<TestNetwork> networks() {
        return List.of(
                TestNetworks.dense().get(0),
                TestNetworks.dense().get(1),
                TestNetworks.dense().get(2),
                TestNetworks.dense().get(6),
                ImageNetworks.convolutions().get(5),
                ImageNetworks.poolings().get(0),
                ImageNetworks.poolings().get(2),
                TestNetworks.shapes().get(6),
                TestNetworks.sharing().get(2));
    }

    private static double slack(TestNetwork test) {
        long parameters = test.network().parameters().stream()
                .mapToLong(name -> test.network()
                        .graph()
                        .initializers()
                        .get(name)
                        .type()
                        .shape()
                        .size())
                .sum();
        return (parameters / 2.0 + 5 + 2 * UNITS * UNITS) * U;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void oneExampleMore(TestNetwork test) {
        Step step = Step.clipped(test, UNITS, 1);
        Random random = new Random(30);
        for (double scale : SCALES) {
            Batch batch = scaled(Batch.draw(test, UNITS, random.nextLong()), scale);
            for (float norm : CLIPPING_NORMS) {
                assertMoves(
                        step.run(Runner.ONNX_RUNTIME, batch, norm),
                        step.run(Runner.ONNX_RUNTIME, batch, norm, 1, 1, 0, 1),
                        norm,
                        slack(test));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void oneExampleReplaced(TestNetwork test) {
        for (int unitSize = 1; unitSize <= 2; unitSize++) {
            Step step = Step.clipped(test, UNITS * unitSize, unitSize);
            for (float norm : CLIPPING_NORMS) {
                Batch batch = Batch.draw(test, UNITS * unitSize, 31);
                Batch other = batch.with(1, scaled(Batch.draw(test, 1, 32), 100), 0);
                assertMoves(
                        step.run(Runner.ONNX_RUNTIME, batch, norm),
                        step.run(Runner.ONNX_RUNTIME, other, norm),
                        2 * norm,
                        slack(test));
            }
        }
    }

    /** The sums differ by at most the bound, where the norms are finite; the host leaves out units where they are not. */
    private static void assertMoves(Step.Result one, Step.Result other, double bound, double slack) {
        boolean finite = Arrays.stream(one.norms()).allMatch(Double::isFinite)
                && Arrays.stream(other.norms()).allMatch(Double::isFinite);
        if (finite) {
            double distance = one.sum().minus(other.sum()).norm();
            assertTrue(
                    distance <= bound * (1 + slack), () -> "moves by " + distance / bound + " of the bound " + bound);
        }
    }

    private static Batch scaled(Batch batch, double scale) {
        double[] values = Arrays.stream(batch.features().toDoubles())
                .map(v -> (float) (v * scale))
                .toArray();
        return batch.withFeatures(ReferenceTensor.floats(batch.features().type().shape(), values));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void equalExamplesAddUpToTheirNumber(TestNetwork test) {
        Batch batch = Batch.draw(test, UNITS, 33).rows(0, 0, 0, 0);
        Step step = Step.clipped(test, UNITS, 1);
        float norm = (float) (0.5 * step.run(Runner.ONNX_RUNTIME, batch, 1).norms()[0]);
        double total = step.run(Runner.ONNX_RUNTIME, batch, norm).sum().norm();
        assertEquals(UNITS * norm, total, UNITS * norm * slack(test));
    }

    /** The largest gradient that is not clipped, and its neighbours in float32. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void normsExactlyAtTheClippingNorm(TestNetwork test) {
        Batch batch = Batch.draw(test, UNITS, 34);
        Step step = Step.clipped(test, UNITS, 1);
        float exact = (float) step.run(Runner.ONNX_RUNTIME, batch, 1).norms()[2];
        for (float norm : new float[] {Math.nextDown(exact), exact, Math.nextUp(exact)}) {
            double alone =
                    step.run(Runner.ONNX_RUNTIME, batch, norm, 0, 0, 1, 0).sum().norm();
            assertTrue(alone <= norm * (1 + slack(test)), alone + " > " + norm);
            assertEquals(norm, alone, norm * slack(test));
        }
    }

    @Test
    void aGradientOfZeroStaysZero() {
        TestNetwork test = TestNetwork.regression(
                NetworkSketch.input("zero", 3).then(s -> s.then("Gemm", s.zeros(3, 2), s.zeros(2))));
        Batch batch = new Batch(Batch.draw(test, 2, 35).features(), ReferenceTensor.floats(Shape.of(2, 2), 0, 0, 0, 0));
        for (float norm : CLIPPING_NORMS) {
            Step.Result result = Step.clipped(test, 2, 1).run(Runner.ONNX_RUNTIME, batch, norm);
            assertEquals(0, result.sum().norm());
            assertEquals(0, result.norms()[0], 1e-17);
        }
    }

    /** Squares overflow from 1.8e19 on: the norm is infinite, and the factor C / ∞ = 0 takes the unit out of the sum. */
    @Test
    void aGradientWhoseSquareOverflowsContributesNothing() {
        TestNetwork test =
                TestNetwork.regression(NetworkSketch.input("overflow", 2).then(s -> s.then("Gemm", s.zeros(2, 1))));
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(2, 2), 1e25, 0, 1, 1);
        ReferenceTensor y = ReferenceTensor.floats(Shape.of(2, 1), -0.5, -0.5);
        Step.Result result = Step.clipped(test, 2, 1).run(Runner.ONNX_RUNTIME, new Batch(x, y), 10);
        assertEquals(Double.POSITIVE_INFINITY, result.norms()[0]);
        assertEquals(Math.sqrt(2), result.norms()[1], 1e-6);
        assertEquals(Math.sqrt(2), result.sum().norm(), 1e-6);
    }

    /** Masks cannot undo what is not a number: the host has to find it by its norm, and set the row to zero. */
    @Test
    void notANumberShowsInItsNormAndInTheSumEvenIfMasked() {
        TestNetwork test = TestNetworks.dense().get(0);
        Batch batch = Batch.draw(test, UNITS, 36);
        double[] values = batch.features().toDoubles();
        values[0] = Double.NaN;
        Batch poisoned = batch.withFeatures(
                ReferenceTensor.floats(batch.features().type().shape(), values));
        Step step = Step.clipped(test, UNITS, 1);
        Step.Result result = step.run(Runner.ONNX_RUNTIME, poisoned, 1, 0, 1, 1, 1);
        assertTrue(Double.isNaN(result.norms()[0]));
        assertTrue(Double.isNaN(result.sum().norm()));
        for (int i = 1; i < UNITS; i++) {
            assertFalse(Double.isNaN(result.norms()[i]));
        }
    }

    @Test
    void aBoundTooSmallByATenthIsFound() {
        TestNetwork test = TestNetworks.dense().get(0);
        Step step = Step.clipped(test, UNITS, 1);
        Batch batch = Batch.draw(test, UNITS, 37);
        double norm = (float) 1e-3;
        double moved = step.run(Runner.ONNX_RUNTIME, batch, norm)
                .sum()
                .minus(step.run(Runner.ONNX_RUNTIME, batch, norm, 1, 1, 0, 1).sum())
                .norm();
        assertTrue(moved > 0.9 * norm * (1 + slack(test)), "moved by " + moved);
    }
}
