package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiled sums against the loop that defines them. */
class ClippedSumTest {
    /** Room for the order of additions in double precision. */
    private static final double DOUBLE = 1e-9;

    /** Room for some hundred roundings to float32, 6e-8 each, that do not all point the same way. */
    private static final double FLOAT = 1e-5;

    private static final double INFINITE = 1e30;

    static List<TestNetwork> networks() {
        return TestNetworks.all();
    }

    static List<TestNetwork> smallNetworks() {
        return TestNetworks.small();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void singleExamples(TestNetwork test) {
        assertEqualsLoop(test, 4, 1, 1, 1, 0, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallNetworks")
    void microbatchesOfTwo(TestNetwork test) {
        assertEqualsLoop(test, 6, 2, 1, 0, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallNetworks")
    void theBatchAsOneMicrobatch(TestNetwork test) {
        assertEqualsLoop(test, 4, 4, 1);
    }

    private static void assertEqualsLoop(TestNetwork test, int examples, int unitSize, double... mask) {
        Batch batch = Batch.draw(test, examples, 1);
        Step step = Step.clipped(test, examples, unitSize);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, unitSize);
        for (double norm : new double[] {naive.middleNorm(), INFINITE}) {
            Gradient expected = naive.clippedSum(norm, mask);
            Step.Result inDouble = step.run(Runner.DOUBLE, batch, norm, mask);
            inDouble.sum().assertClose(expected, DOUBLE, "in double, clipping norm " + norm);
            assertNorms(naive.norms(), inDouble.norms(), DOUBLE);
            Step.Result inFloat = step.run(Runner.ONNX_RUNTIME, batch, norm, mask);
            inFloat.sum().assertClose(expected, FLOAT, "in ONNX Runtime, clipping norm " + norm);
            assertNorms(naive.norms(), inFloat.norms(), FLOAT);
        }
        Step plain = Step.plain(test, examples, unitSize);
        Gradient sum = naive.clippedSum(Double.POSITIVE_INFINITY, mask);
        plain.run(Runner.DOUBLE, batch, Double.NaN, mask).sum().assertClose(sum, DOUBLE, "plain sum in double");
        plain.run(Runner.ONNX_RUNTIME, batch, Double.NaN, mask)
                .sum()
                .assertClose(sum, FLOAT, "plain sum in ONNX Runtime");
    }

    private static void assertNorms(double[] expected, double[] found, double tolerance) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], tolerance * expected[i], "norm of unit " + i);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallNetworks")
    void paddingNeverCounts(TestNetwork test) {
        Batch batch = Batch.draw(test, 4, 2);
        Batch other = batch.with(2, Batch.draw(test, 4, 3), 0);
        Step step = Step.clipped(test, 4, 1);
        Step.Result first = step.run(Runner.ONNX_RUNTIME, batch, 0.1, 1, 1, 0, 1);
        Step.Result second = step.run(Runner.ONNX_RUNTIME, other, 0.1, 1, 1, 0, 1);
        first.sum().parts().forEach((name, part) -> {
            // adding +0.0 turns -0.0 into 0.0, which are the same sum
            assertArrayEquals(plusZero(part), plusZero(second.sum().parts().get(name)), name);
        });
    }

    private static double[] plusZero(double[] values) {
        return Arrays.stream(values).map(v -> v + 0.0).toArray();
    }

    @Test
    void aWrongFactorWouldBeFound() {
        TestNetwork test = TestNetworks.dense().get(0);
        Batch batch = Batch.draw(test, 3, 5);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        Gradient right = naive.clippedSum(naive.middleNorm(), 1, 1, 1);
        Gradient wrong = naive.clippedSum(1.0001 * naive.middleNorm(), 1, 1, 1);
        assertThrows(AssertionError.class, () -> wrong.assertClose(right, FLOAT, "twin"));
    }
}
