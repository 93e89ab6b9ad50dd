package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells compute what their formulas say, with MindSpore's defaults and names; ill-fitting ones are named. */
class CellsTest {
    private static final int BATCH = CellRun.BATCH;

    private static long[] dims(long... dims) {
        return dims;
    }

    @Test
    void denseIsXTimesWTransposedPlusB() {
        CellRun run = CellRun.of(new Dense(4, 2).withWeightInit(new Uniform(1)), 4);
        assertArrayEquals(dims(BATCH, 2), run.shape);
        float[] weight = run.parameter("dense1.weight");
        float[] bias = run.parameter("dense1.bias");
        for (int row = 0; row < BATCH; row++) {
            for (int out = 0; out < 2; out++) {
                double sum = bias[out];
                for (int in = 0; in < 4; in++) {
                    sum += run.input[row * 4 + in] * weight[out * 4 + in];
                }
                assertEquals(sum, run.output[row * 2 + out], 1e-12);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SAME, 1, 1, 0, 1, 7",
        "SAME, 2, 1, 0, 1, 4",
        "VALID, 1, 1, 0, 1, 5",
        "VALID, 2, 1, 0, 2, 3",
        "VALID, 1, 2, 0, 1, 3",
        "PAD, 1, 1, 2, 1, 9",
        "PAD, 2, 1, 1, 2, 4",
    })
    void convolutionsFollowTheirFormula(PadMode mode, int stride, int dilation, int padding, int group, int size) {
        Conv2d cell = new Conv2d(2, 4, 3)
                .withStride(stride)
                .withPadMode(mode)
                .withDilation(dilation)
                .withGroup(group)
                .withBias();
        CellRun run = CellRun.of(mode == PadMode.PAD ? cell.withPadding(padding) : cell, 2, 7, 7);
        assertArrayEquals(dims(BATCH, 4, size, size), run.shape);
        int reach = 2 * dilation + 1;
        int before = mode == PadMode.SAME ? Math.max(0, (size - 1) * stride + reach - 7) / 2 : padding;
        float[] weight = run.parameter("conv1.weight");
        float[] bias = run.parameter("conv1.bias");
        int index = 0;
        for (int example = 0; example < BATCH; example++) {
            for (int out = 0; out < 4; out++) {
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        double sum = bias[out];
                        for (int c = 0; c < 2 / group; c++) {
                            int channel = out / (4 / group) * (2 / group) + c;
                            for (int k = 0; k < 9; k++) {
                                int row = y * stride - before + k / 3 * dilation;
                                int column = x * stride - before + k % 3 * dilation;
                                if (row >= 0 && row < 7 && column >= 0 && column < 7) {
                                    sum += weight[(out * (2 / group) + c) * 9 + k]
                                            * run.input[((example * 2 + channel) * 7 + row) * 7 + column];
                                }
                            }
                        }
                        assertEquals(sum, run.output[index++], 1e-12);
                    }
                }
            }
        }
    }

    @Test
    void poolingTakesMaximumAndMeanOfWindows() {
        assertPooling(new MaxPool2d(3, 2), Double.NEGATIVE_INFINITY, Math::max, 1);
        assertPooling(new AvgPool2d(3, 2), 0, Double::sum, 9);
    }

    private static void assertPooling(Cell cell, double start, DoubleBinaryOperator combine, double divisor) {
        CellRun run = CellRun.of(cell, 2, 7, 7);
        assertArrayEquals(dims(BATCH, 2, 3, 3), run.shape);
        for (int plane = 0; plane < BATCH * 2; plane++) {
            for (int window = 0; window < 9; window++) {
                double value = start;
                for (int k = 0; k < 9; k++) {
                    int row = window / 3 * 2 + k / 3;
                    int column = window % 3 * 2 + k % 3;
                    value = combine.applyAsDouble(value, run.input[(plane * 7 + row) * 7 + column]);
                }
                assertEquals(value / divisor, run.output[plane * 9 + window], 1e-12);
            }
        }
    }

    @Test
    void activationsAreElementwise() {
        assertActivation(new ReLU(), x -> Math.max(0, x));
        assertActivation(new Tanh(), Math::tanh);
        assertActivation(new Sigmoid(), x -> 1 / (1 + Math.exp(-x)));
        assertActivation(new Flatten(), x -> x);
    }

    private static void assertActivation(Cell cell, DoubleUnaryOperator function) {
        CellRun run = CellRun.of(cell, 5);
        assertArrayEquals(dims(BATCH, 5), run.shape);
        assertArrayEquals(Arrays.stream(run.input).map(function).toArray(), run.output, 1e-12);
    }

    @Test
    void flattenKeepsTheBatch() {
        assertArrayEquals(dims(BATCH, 24), CellRun.of(new Flatten(), 2, 3, 4).shape);
    }

    @Test
    void defaultsAreThoseOfMindSpore() {
        Conv2d conv = new Conv2d(1, 2, 3);
        assertArrayEquals(dims(BATCH, 2, 9, 9), CellRun.of(conv, 1, 9, 9).shape, "stride 1, pad mode same");
        assertEquals(List.of("conv1.weight"), names(conv, 1, 9, 9), "no bias");
        Dense dense = new Dense(3, 2);
        assertEquals(List.of("dense1.weight", "dense1.bias"), names(dense, 3), "a bias");
        assertArrayEquals(new float[2], CellRun.of(dense, 3).parameter("dense1.bias"));
        // HeUniform(√5): bound √(6 / (1 + 5) / fan-in) = 1 / √fan-in
        for (float weight : CellRun.of(new Dense(100, 50), 100).parameter("dense1.weight")) {
            assertTrue(Math.abs(weight) <= 0.1 + 1e-7, () -> "weight " + weight);
        }
    }

    private static List<String> names(Cell cell, long... inputShape) {
        return List.copyOf(Network.of("n", cell, inputShape).graph().parameters());
    }

    @Test
    void cellsOfAKindAreNumbered() {
        Cell inner = new SequentialCell(new Conv2d(2, 3, 3).withBias(), new ReLU());
        Cell network = new SequentialCell(
                new Conv2d(1, 2, 3), inner, new Flatten(), new Dense(27, 4).withoutBias(), new Tanh(), new Dense(4, 2));
        assertEquals(
                List.of("conv1.weight", "conv2.weight", "conv2.bias", "dense1.weight", "dense2.weight", "dense2.bias"),
                names(network, 1, 3, 3));
    }

    @Test
    void anIllFittingCellIsNamed() {
        assertNamed("dense2", new SequentialCell(new Dense(4, 3), new Dense(4, 2)), 4);
        assertNamed("conv1", new SequentialCell(new Conv2d(3, 2, 3)), 1, 8, 8);
        assertNamed("conv1", new SequentialCell(new Conv2d(1, 2, 9).withPadMode(PadMode.VALID)), 1, 8, 8);
        assertNamed("dense1", new SequentialCell(new Conv2d(1, 2, 3), new Dense(128, 2)), 1, 8, 8);
        assertNamed("maxpool1", new SequentialCell(new MaxPool2d(9, 1)), 1, 8, 8);
    }

    private static void assertNamed(String name, Cell cell, long... inputShape) {
        String message = assertThrows(GraphException.class, () -> Network.of("n", cell, inputShape))
                .getMessage();
        assertTrue(message.contains("node " + name + "_"), message);
    }

    @Test
    void aNetworkReadFromOnnxIsTheSame() {
        Network network = Network.of("two", new SequentialCell(new Dense(3, 4), new Tanh(), new Dense(4, 2)), 3);
        NetworkGraph initialized = network.initialized(RandomStreams.seeded(4));
        OnnxModel model = new OnnxModel(initialized.graph(), network.opset(), Map.of());
        Network read = Network.fromOnnx(OnnxFormat.read(OnnxFormat.write(model)));
        assertEquals(initialized.parameters(), read.graph().parameters());
        assertEquals(
                initialized.graph().initializers(),
                read.initialized(RandomStreams.seeded(5)).graph().initializers(),
                "weights of a file are not drawn anew");
        assertEquals("two", read.name());
        assertEquals(3, read.freeze("dense1.weight").graph().parameters().size());
    }

    @Test
    void onlyParametersCanBeFrozen() {
        Network network = Network.of("one", new Dense(3, 2), 3);
        String message = assertThrows(GraphException.class, () -> network.freeze("dense9.weight"))
                .getMessage();
        assertTrue(message.contains("dense9.weight") && message.contains("dense1.weight"), message);
    }
}
