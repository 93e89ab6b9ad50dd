package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells over channels and positions compute what their formulas say, with MindSpore's defaults. */
class ImageCellsTest {
    private static final int BATCH = CellRun.BATCH;

    private static long[] dims(long... dims) {
        return dims;
    }

    @ParameterizedTest
    @CsvSource({
        "SAME, 1, 1, 0, 1, 7",
        "SAME, 2, 1, 0, 1, 4",
        "VALID, 1, 2, 0, 1, 3",
        "VALID, 2, 1, 0, 2, 3",
        "PAD, 1, 1, 2, 1, 9",
    })
    void convolutionsOverSequencesFollowTheirFormula(
            PadMode mode, int stride, int dilation, int padding, int group, int size) {
        Conv1d cell = new Conv1d(2, 4, 3)
                .withStride(stride)
                .withPadMode(mode)
                .withDilation(dilation)
                .withGroup(group)
                .withBias();
        CellRun run = CellRun.of(mode == PadMode.PAD ? cell.withPadding(padding) : cell, 2, 7);
        assertArrayEquals(dims(BATCH, 4, size), run.shape);
        int reach = 2 * dilation + 1;
        int before = mode == PadMode.SAME ? Math.max(0, (size - 1) * stride + reach - 7) / 2 : padding;
        float[] weight = run.parameter("conv1.weight");
        int index = 0;
        for (int example = 0; example < BATCH; example++) {
            for (int out = 0; out < 4; out++) {
                for (int t = 0; t < size; t++) {
                    double sum = run.parameter("conv1.bias")[out];
                    for (int c = 0; c < 2 / group; c++) {
                        int channel = out / (4 / group) * (2 / group) + c;
                        for (int k = 0; k < 3; k++) {
                            int place = t * stride - before + k * dilation;
                            if (place >= 0 && place < 7) {
                                sum += weight[(out * (2 / group) + c) * 3 + k]
                                        * run.input[(example * 2 + channel) * 7 + place];
                            }
                        }
                    }
                    assertEquals(sum, run.output[index++], 1e-12);
                }
            }
        }
    }

    /** size is that of the output; before is what is cut off in front. */
    @ParameterizedTest
    @CsvSource({
        "SAME, 1, 1, 0, 0, 1, 4, 1",
        "SAME, 2, 1, 0, 0, 1, 8, 0",
        "SAME, 5, 1, 0, 0, 2, 20, 0",
        "SAME, 1, 2, 0, 0, 1, 4, 2",
        "VALID, 2, 1, 0, 0, 1, 9, 0",
        "PAD, 2, 1, 1, 0, 1, 7, 1",
        "PAD, 2, 1, 1, 1, 2, 8, 1",
    })
    void transposedConvolutionsSpreadTheirInput(
            PadMode mode, int stride, int dilation, int padding, int beyond, int group, int size, int before) {
        Conv2dTranspose cell = new Conv2dTranspose(2, 4, 3)
                .withStride(stride)
                .withPadMode(mode)
                .withDilation(dilation)
                .withGroup(group)
                .withBias();
        CellRun run = CellRun.of(mode == PadMode.PAD ? cell.withPadding(padding, beyond) : cell, 2, 4, 4);
        assertArrayEquals(dims(BATCH, 4, size, size), run.shape);
        int outs = 4 / group;
        float[] weight = run.parameter("convtranspose1.weight");
        double[] expected = new double[run.output.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = run.parameter("convtranspose1.bias")[i / (size * size) % 4];
        }
        for (int i = 0; i < run.input.length; i++) {
            int example = i / 32;
            int channel = i / 16 % 2;
            for (int out = 0; out < outs; out++) {
                int target = channel / (2 / group) * outs + out;
                for (int k = 0; k < 9; k++) {
                    int row = i / 4 % 4 * stride - before + k / 3 * dilation;
                    int column = i % 4 * stride - before + k % 3 * dilation;
                    if (row >= 0 && row < size && column >= 0 && column < size) {
                        expected[((example * 4 + target) * size + row) * size + column] +=
                                weight[(channel * outs + out) * 9 + k] * run.input[i];
                    }
                }
            }
        }
        assertArrayEquals(expected, run.output, 1e-12);
    }

    @Test
    void impossibleTransposedConvolutionsAreRefused() {
        Conv2dTranspose cell = new Conv2dTranspose(2, 4, 3);
        assertThrows(IllegalArgumentException.class, () -> cell.withGroup(3));
        assertThrows(IllegalArgumentException.class, () -> cell.withPadding(1, 1), "stride 1");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Conv2dTranspose(
                        2, 4, new Window(3, 2, PadMode.VALID, 0, 1), 1, 1, false, new One(), new One()));
    }

    @Test
    void poolingOverSequencesTakesMaximumAndMeanOfWindows() {
        assertPooling(new MaxPool1d(3, 2), Double.NEGATIVE_INFINITY, Math::max, 1);
        assertPooling(new AvgPool1d(3, 2), 0, Double::sum, 3);
    }

    private static void assertPooling(Cell cell, double start, DoubleBinaryOperator combine, double divisor) {
        CellRun run = CellRun.of(cell, 2, 7);
        assertArrayEquals(dims(BATCH, 2, 3), run.shape);
        for (int i = 0; i < run.output.length; i++) {
            double value = start;
            for (int k = 0; k < 3; k++) {
                value = combine.applyAsDouble(value, run.input[i / 3 * 7 + i % 3 * 2 + k]);
            }
            assertEquals(value / divisor, run.output[i], 1e-12);
        }
    }

    private static double mean(double[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    @Test
    void globalPoolsAverageAllPositions() {
        CellRun global = CellRun.of(new GlobalAvgPool(), 2, 4, 6);
        CellRun adaptive = CellRun.of(new AdaptiveAvgPool2d(1), 2, 4, 6);
        assertArrayEquals(dims(BATCH, 2), global.shape);
        assertArrayEquals(dims(BATCH, 2, 1, 1), adaptive.shape);
        for (int plane = 0; plane < BATCH * 2; plane++) {
            assertEquals(mean(global.input, plane * 24, 24), global.output[plane], 1e-7);
            assertEquals(mean(global.input, plane * 24, 24), adaptive.output[plane], 1e-7);
        }
        CellRun halves = CellRun.of(new AdaptiveAvgPool2d(2), 1, 2, 4);
        assertArrayEquals(dims(BATCH, 1, 2, 2), halves.shape);
        assertEquals(mean(halves.input, 0, 2), halves.output[0], 1e-12);
        String message = assertThrows(GraphException.class, () -> CellRun.of(new AdaptiveAvgPool2d(4), 2, 4, 6))
                .getMessage();
        assertTrue(message.contains("must divide height and width") && message.contains("found 4"), message);
    }

    /** Numbers of one example that are normalized together start at each multiple of count. */
    private static void assertNormalized(CellRun run, int count, double epsilon) {
        for (int from = 0; from < run.input.length; from += count) {
            double mean = mean(run.input, from, count);
            double variance = 0;
            for (int i = from; i < from + count; i++) {
                variance += (run.input[i] - mean) * (run.input[i] - mean) / count;
            }
            for (int i = from; i < from + count; i++) {
                assertEquals((run.input[i] - mean) / Math.sqrt(variance + epsilon), run.output[i], 1e-6);
            }
        }
    }

    @Test
    void normalizationsStayWithinAnExample() {
        assertNormalized(CellRun.of(new LayerNorm(4), 3, 4), 4, 1e-7);
        assertNormalized(CellRun.of(new LayerNorm(3, 4).withEpsilon(0.5), 2, 3, 4), 12, 0.5);
        assertNormalized(CellRun.of(new GroupNorm(2, 4), 4, 3, 2), 12, 1e-5);
        assertNormalized(CellRun.of(new GroupNorm(2, 4).withEps(0.5), 4, 3), 6, 0.5);
        assertNormalized(CellRun.of(new GroupNorm(1, 4).withoutAffine(), 4), 4, 1e-5);
        assertNormalized(CellRun.of(new InstanceNorm2d(4), 4, 3, 2), 6, 1e-5);
    }

    @Test
    void scalesAndShiftsAreOfChannels() {
        CellRun run = CellRun.of(new GroupNorm(2, 4), 4, 3, 2);
        assertEquals(List.of("groupnorm1.gamma", "groupnorm1.beta"), List.copyOf(run.network.parameters()));
        assertArrayEquals(new float[] {1, 1, 1, 1}, run.parameter("groupnorm1.gamma"));
        assertArrayEquals(new float[4], run.parameter("groupnorm1.beta"));
        assertEquals(
                0,
                Network.of("n", new SequentialCell(new GroupNorm(2, 4).withoutAffine()), 4, 3, 2)
                        .parameterCount());
        assertEquals(24, Network.of("n", new LayerNorm(3, 4), 2, 3, 4).parameterCount());
    }

    @Test
    void normalizationsThatDoNotFitAreNamed() {
        assertRefused("GroupNorm of 6 channels does not fit", new GroupNorm(2, 6), 4, 3, 2);
        assertRefused("has a single number in each group", new GroupNorm(4, 4), 4);
        assertRefused("InstanceNorm2d of 4 channels does not fit", new InstanceNorm2d(4), 4, 3);
        assertRefused("node layernorm1_", new LayerNorm(5), 3, 4);
        assertThrows(IllegalArgumentException.class, () -> new GroupNorm(3, 4));
        assertThrows(IllegalArgumentException.class, () -> new LayerNorm(0));
        assertThrows(IllegalArgumentException.class, () -> new LayerNorm(3).withEpsilon(0));
    }

    private static void assertRefused(String part, Cell cell, long... inputShape) {
        String message = assertThrows(GraphException.class, () -> CellRun.of(cell, inputShape))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
