package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention and encoder layers against loops over positions, heads and numbers. */
class AttentionCellsTest {
    private static final int LENGTH = 3;
    private static final int WIDTH = 4;
    private static final int HEADS = 2;

    /** x Wᵀ + b of {@code [LENGTH, in]}. */
    private static double[][] dense(double[][] x, float[] weight, float[] bias) {
        double[][] y = new double[LENGTH][bias.length];
        for (int t = 0; t < LENGTH; t++) {
            for (int out = 0; out < bias.length; out++) {
                y[t][out] = bias[out];
                for (int in = 0; in < x[t].length; in++) {
                    y[t][out] += weight[out * x[t].length + in] * x[t][in];
                }
            }
        }
        return y;
    }

    private static double[][] attention(double[][] x, CellRun run, String scope) {
        double[][] projected = dense(x, run.parameter(scope + "in_proj_weight"), run.parameter(scope + "in_proj_bias"));
        double[][] joined = new double[LENGTH][WIDTH];
        int width = WIDTH / HEADS;
        for (int head = 0; head < HEADS; head++) {
            for (int t = 0; t < LENGTH; t++) {
                double[] weights = new double[LENGTH];
                double total = 0;
                for (int s = 0; s < LENGTH; s++) {
                    double product = 0;
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        product += projected[t][i] * projected[s][WIDTH + i];
                    }
                    weights[s] = Math.exp(product / Math.sqrt(width));
                    total += weights[s];
                }
                for (int s = 0; s < LENGTH; s++) {
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        joined[t][i] += weights[s] / total * projected[s][2 * WIDTH + i];
                    }
                }
            }
        }
        return dense(joined, run.parameter(scope + "out_proj.weight"), run.parameter(scope + "out_proj.bias"));
    }

    private static double[][] example(CellRun run, int example) {
        return IntStream.range(0, LENGTH)
                .mapToObj(t -> IntStream.range(0, WIDTH)
                        .mapToDouble(i -> run.input[(example * LENGTH + t) * WIDTH + i])
                        .toArray())
                .toArray(double[][]::new);
    }

    private static void assertOutput(CellRun run, int example, double[][] expected) {
        for (int t = 0; t < LENGTH; t++) {
            for (int i = 0; i < WIDTH; i++) {
                // The scale 1/√d is a float32 number.
                assertEquals(expected[t][i], run.output[(example * LENGTH + t) * WIDTH + i], 1e-6);
            }
        }
    }

    @Test
    void attentionIsSoftmaxOfScaledProducts() {
        CellRun run = CellRun.of(new MultiheadAttention(WIDTH, HEADS), LENGTH, WIDTH);
        assertEquals(
                List.of(
                        "attention1.in_proj_weight",
                        "attention1.in_proj_bias",
                        "attention1.out_proj.weight",
                        "attention1.out_proj.bias"),
                List.copyOf(run.network.parameters()));
        for (int example = 0; example < CellRun.BATCH; example++) {
            assertOutput(run, example, attention(example(run, example), run, "attention1."));
        }
    }

    @Test
    void biasesCanBeLeftOut() {
        CellRun run = CellRun.of(new MultiheadAttention(WIDTH, HEADS).withoutBias(), LENGTH, WIDTH);
        assertEquals(
                List.of("attention1.in_proj_weight", "attention1.out_proj.weight"),
                List.copyOf(run.network.parameters()));
    }

    private static double[][] normalized(double[][] x) {
        double[][] y = new double[LENGTH][WIDTH];
        for (int t = 0; t < LENGTH; t++) {
            double mean = 0;
            for (double value : x[t]) {
                mean += value / WIDTH;
            }
            double variance = 0;
            for (double value : x[t]) {
                variance += (value - mean) * (value - mean) / WIDTH;
            }
            for (int i = 0; i < WIDTH; i++) {
                y[t][i] = (x[t][i] - mean) / Math.sqrt(variance + 1e-5);
            }
        }
        return y;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] y = new double[LENGTH][WIDTH];
        for (int t = 0; t < LENGTH; t++) {
            for (int i = 0; i < WIDTH; i++) {
                y[t][i] = a[t][i] + b[t][i];
            }
        }
        return y;
    }

    private static double[][] feedforward(double[][] x, CellRun run) {
        double[][] wide = dense(x, run.parameter("encoder1.linear1.weight"), run.parameter("encoder1.linear1.bias"));
        for (double[] row : wide) {
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.max(0, row[i]);
            }
        }
        return dense(wide, run.parameter("encoder1.linear2.weight"), run.parameter("encoder1.linear2.bias"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEncoderLayerIsAttentionAndDenseLayersWithShortcuts(boolean normFirst) {
        TransformerEncoderCell cell = new TransformerEncoderCell(WIDTH, HEADS).withDimFeedforward(5);
        CellRun run = CellRun.of(normFirst ? cell.withNormFirst() : cell, LENGTH, WIDTH);
        for (int example = 0; example < CellRun.BATCH; example++) {
            double[][] x = example(run, example);
            if (normFirst) {
                double[][] h = sum(x, attention(normalized(x), run, "encoder1.self_attn."));
                assertOutput(run, example, sum(h, feedforward(normalized(h), run)));
            } else {
                double[][] h = normalized(sum(x, attention(x, run, "encoder1.self_attn.")));
                assertOutput(run, example, normalized(sum(h, feedforward(h, run))));
            }
        }
    }

    @Test
    void anEncoderLayerHasMindSporesParameters() {
        Network network = Network.of("n", new TransformerEncoderCell(8, 2), 3, 8);
        assertEquals(
                List.of(
                        "encoder1.self_attn.in_proj_weight",
                        "encoder1.self_attn.in_proj_bias",
                        "encoder1.self_attn.out_proj.weight",
                        "encoder1.self_attn.out_proj.bias",
                        "encoder1.norm1.gamma",
                        "encoder1.norm1.beta",
                        "encoder1.linear1.weight",
                        "encoder1.linear1.bias",
                        "encoder1.linear2.weight",
                        "encoder1.linear2.bias",
                        "encoder1.norm2.gamma",
                        "encoder1.norm2.beta"),
                network.parameterNames());
        // 4 · 8² + 4 · 8 of attention, 2 · 8 · 2048 + 2048 + 8 of dense layers, 4 · 8 of norms
        assertEquals(4 * 64 + 32 + 2 * 8 * 2048 + 2048 + 8 + 32, network.parameterCount());
    }

    @Test
    void headsMustDivide() {
        assertThrows(IllegalArgumentException.class, () -> new MultiheadAttention(4, 3));
        assertThrows(IllegalArgumentException.class, () -> new TransformerEncoderCell(4, 3));
        assertThrows(IllegalArgumentException.class, () -> new MultiheadAttention(4, 2).withDropout(1));
        assertArrayEquals(new long[] {CellRun.BATCH, 2, 4}, CellRun.of(new MultiheadAttention(4, 4), 2, 4).shape);
    }
}
