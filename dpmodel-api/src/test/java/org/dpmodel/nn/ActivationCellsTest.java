package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations compute what their formulas say, with MindSpore's defaults. */
class ActivationCellsTest {
    /** Constants are float32 numbers. */
    private static final double TOLERANCE = 1e-6;

    private static double erf(double x) {
        // The series; |x| is at most √2 here.
        double term = x;
        double sum = x;
        for (int n = 1; n < 60; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    private static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    private static double sixth(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    private static Arguments cell(Cell cell, DoubleUnaryOperator formula) {
        return Arguments.of(cell, formula);
    }

    static Stream<Arguments> elementwise() {
        return Stream.of(
                cell(new GELU(false), x -> x / 2 * (1 + erf(x / Math.sqrt(2)))),
                cell(new GELU(), x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
                cell(new LeakyReLU(), x -> x > 0 ? x : 0.2 * x),
                cell(new LeakyReLU(0.01), x -> x > 0 ? x : 0.01 * x),
                cell(new PReLU(), x -> x > 0 ? x : 0.25 * x),
                cell(new ELU(), x -> x > 0 ? x : Math.expm1(x)),
                cell(new ELU(0.5), x -> x > 0 ? x : 0.5 * Math.expm1(x)),
                cell(new CELU(2), x -> x > 0 ? x : 2 * Math.expm1(x / 2)),
                cell(new SeLU(), x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
                cell(new SiLU(), x -> x / (1 + Math.exp(-x))),
                cell(new HSwish(), x -> x * sixth(x)),
                cell(new HSigmoid(), ActivationCellsTest::sixth),
                cell(new Mish(), x -> x * Math.tanh(softplus(x))),
                cell(new Softplus(), ActivationCellsTest::softplus),
                cell(new Softsign(), x -> x / (1 + Math.abs(x))),
                cell(new ReLU6(), x -> Math.min(Math.max(x, 0), 6)),
                cell(new Identity(), x -> x));
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void elementwiseActivationsFollowTheirFormulas(Cell cell, DoubleUnaryOperator formula) {
        CellRun run = CellRun.of(cell, 4, 5);
        assertArrayEquals(new long[] {CellRun.BATCH, 4, 5}, run.shape);
        assertArrayEquals(Arrays.stream(run.input).map(formula).toArray(), run.output, TOLERANCE);
    }

    @Test
    void aSlopeForEachChannelIsTrained() {
        CellRun run = CellRun.of(new SequentialCell(new PReLU(4, -0.5)), 4, 2, 2);
        assertEquals(List.of("prelu1.weight"), List.copyOf(run.network.parameters()));
        assertArrayEquals(new float[] {-0.5f, -0.5f, -0.5f, -0.5f}, run.parameter("prelu1.weight"));
        assertArrayEquals(
                Arrays.stream(run.input).map(x -> x > 0 ? x : -0.5 * x).toArray(), run.output, TOLERANCE);
        String message = assertThrows(GraphException.class, () -> CellRun.of(new PReLU(3), 4, 2, 2))
                .getMessage();
        assertTrue(message.contains("PReLU of 3 channels") && message.contains("pass 4"), message);
    }

    @Test
    void softmaxAndItsLogarithmAreOverTheLastAxis() {
        CellRun softmax = CellRun.of(new Softmax(), 2, 4);
        CellRun logarithm = CellRun.of(new LogSoftmax(), 2, 4);
        for (int row = 0; row < softmax.input.length / 4; row++) {
            double[] row4 = Arrays.copyOfRange(softmax.input, 4 * row, 4 * row + 4);
            double sum = Arrays.stream(row4).map(Math::exp).sum();
            for (int i = 0; i < 4; i++) {
                assertEquals(Math.exp(row4[i]) / sum, softmax.output[4 * row + i], 1e-12);
                assertEquals(row4[i] - Math.log(sum), logarithm.output[4 * row + i], 1e-12);
            }
        }
        assertThrows(GraphException.class, () -> CellRun.of(new Softmax(0), 2, 4), "over the batch");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ELU(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new CELU(0));
        assertThrows(IllegalArgumentException.class, () -> new LeakyReLU(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new PReLU(0));
    }
}
