package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells over sequences and ids compute what their formulas say, position by position. */
class SequenceCellsTest {
    private static final int BATCH = CellRun.BATCH;

    private static List<String> names(CellRun run) {
        return List.copyOf(run.network.parameters());
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void aDenseLayerIsAppliedToEachPosition() {
        CellRun run = CellRun.of(new Dense(3, 2), 4, 3);
        assertArrayEquals(new long[] {BATCH, 4, 2}, run.shape);
        float[] weight = run.parameter("dense1.weight");
        for (int position = 0; position < BATCH * 4; position++) {
            for (int out = 0; out < 2; out++) {
                double sum = run.parameter("dense1.bias")[out];
                for (int in = 0; in < 3; in++) {
                    sum += weight[out * 3 + in] * run.input[position * 3 + in];
                }
                assertEquals(sum, run.output[position * 2 + out], 1e-12);
            }
        }
    }

    @Test
    void anEmbeddingPicksRows() {
        CellRun run = CellRun.ofIds(new Embedding(5, 2).withPaddingId(3), 5, 4);
        assertEquals(List.of("embedding1.embedding_table"), names(run));
        float[] table = run.parameter("embedding1.embedding_table");
        assertEquals(0, table[6]);
        assertEquals(0, table[7]);
        assertTrue(table[8] != 0 && Math.abs(table[8]) < 0.06, "normal, with standard deviation 0.01");
        for (int i = 0; i < run.input.length; i++) {
            for (int j = 0; j < 2; j++) {
                assertEquals(table[2 * (int) run.input[i] + j], run.output[2 * i + j]);
            }
        }
        float[] others = CellRun.ofIds(new Embedding(5, 2), 5, 4).parameter("embedding1.embedding_table");
        assertEquals(others[9], table[9], "padding changes no other row");
    }

    @Test
    void anEmbeddingOfNumbersIsRefused() {
        String message = assertThrows(GraphException.class, () -> CellRun.of(new Embedding(5, 2), 4))
                .getMessage();
        assertTrue(message.contains("reads whole numbers") && message.contains("Network.ofIds"), message);
        assertThrows(IllegalArgumentException.class, () -> new Embedding(5, 2).withPaddingId(5));
    }

    @Test
    void positionsHaveRowsOfTheirOwn() {
        CellRun run = CellRun.of(new PositionEmbedding(new Uniform(1)), 4, 3);
        float[] table = run.parameter("position1.embedding_table");
        for (int i = 0; i < run.input.length; i++) {
            assertEquals(run.input[i] + table[i % 12], run.output[i], 1e-12);
        }
    }

    @Test
    void theMeanOverTimeIsThatOfPositions() {
        CellRun run = CellRun.of(new MeanOverTime(), 4, 3);
        assertArrayEquals(new long[] {BATCH, 3}, run.shape);
        for (int example = 0; example < BATCH; example++) {
            double sum = 0;
            for (int t = 0; t < 4; t++) {
                sum += run.input[(example * 4 + t) * 3 + 1];
            }
            assertEquals(sum / 4, run.output[example * 3 + 1], 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({"LSTM, false", "LSTM, true", "GRU, false", "GRU, true", "RNN, false", "RNN, true"})
    void recurrentCellsFollowTheirFormulas(String kind, boolean hasBias) {
        Cell cell =
                switch (kind) {
                    case "LSTM" -> hasBias ? new LSTM(2, 3) : new LSTM(2, 3).withoutBias();
                    case "GRU" -> hasBias ? new GRU(2, 3) : new GRU(2, 3).withoutBias();
                    default -> hasBias ? new RNN(2, 3) : new RNN(2, 3).withoutBias();
                };
        CellRun run = CellRun.of(cell, 4, 2);
        assertArrayEquals(new long[] {BATCH, 4, 3}, run.shape);
        Recurrence recurrence = new Recurrence(run, kind, kind.toLowerCase(java.util.Locale.ROOT) + "1.", hasBias);
        for (int example = 0; example < BATCH; example++) {
            double[][] hidden = recurrence.forward(example);
            for (int t = 0; t < 4; t++) {
                for (int h = 0; h < 3; h++) {
                    assertEquals(hidden[t][h], run.output[(example * 4 + t) * 3 + h], 1e-12);
                }
            }
        }
    }

    /** One layer in one direction, of 4 positions, 2 numbers and 3 states. */
    private record Recurrence(CellRun run, String kind, String scope, boolean hasBias) {
        private int rows() {
            return switch (kind) {
                case "LSTM" -> 12;
                case "GRU" -> 9;
                default -> 3;
            };
        }

        private double ofInput(int row, int example, int t) {
            float[] weight = run.parameter(scope + "weight_ih_l0");
            double sum = hasBias ? run.parameter(scope + "bias_l0")[row] : 0;
            return sum
                    + weight[row * 2] * run.input[(example * 4 + t) * 2]
                    + weight[row * 2 + 1] * run.input[(example * 4 + t) * 2 + 1];
        }

        private double ofState(int row, double... state) {
            float[] weight = run.parameter(scope + "weight_hh_l0");
            double sum = hasBias ? run.parameter(scope + "bias_l0")[rows() + row] : 0;
            for (int i = 0; i < 3; i++) {
                sum += weight[row * 3 + i] * state[i];
            }
            return sum;
        }

        double[][] forward(int example) {
            double[][] hidden = new double[4][];
            double[] state = new double[3];
            double[] cell = new double[3];
            for (int t = 0; t < 4; t++) {
                double[] next = new double[3];
                for (int h = 0; h < 3; h++) {
                    next[h] = step(example, t, h, cell, state);
                }
                state = next;
                hidden[t] = next;
            }
            return hidden;
        }

        private double step(int example, int t, int h, double[] cell, double... state) {
            double first = ofInput(h, example, t) + ofState(h, state);
            if (kind.equals("RNN")) {
                return Math.tanh(first);
            }
            double second = sigmoid(ofInput(3 + h, example, t) + ofState(3 + h, state));
            if (kind.equals("GRU")) {
                double update = sigmoid(first);
                double fresh = Math.tanh(ofInput(6 + h, example, t) + second * ofState(6 + h, state));
                return (1 - update) * fresh + update * state[h];
            }
            double forget = sigmoid(ofInput(6 + h, example, t) + ofState(6 + h, state));
            double candidate = Math.tanh(ofInput(9 + h, example, t) + ofState(9 + h, state));
            cell[h] = forget * cell[h] + sigmoid(first) * candidate;
            return second * Math.tanh(cell[h]);
        }
    }

    @Test
    void lastStatesAreThoseOfTheSequence() {
        CellRun all = CellRun.of(new LSTM(2, 3).withBidirectional().withNumLayers(2), 4, 2);
        CellRun last =
                CellRun.of(new LSTM(2, 3).withBidirectional().withNumLayers(2).withLastOnly(), 4, 2);
        assertArrayEquals(new long[] {BATCH, 4, 6}, all.shape);
        assertArrayEquals(new long[] {BATCH, 6}, last.shape);
        assertEquals(
                List.of(
                        "lstm1.weight_ih_l0",
                        "lstm1.weight_hh_l0",
                        "lstm1.bias_l0",
                        "lstm1.weight_ih_l1",
                        "lstm1.weight_hh_l1",
                        "lstm1.bias_l1"),
                names(last));
        assertArrayEquals(
                new long[] {2, 12, 6},
                last.network
                        .graph()
                        .initializers()
                        .get("lstm1.weight_ih_l1")
                        .type()
                        .shape()
                        .dims());
        for (int example = 0; example < BATCH; example++) {
            for (int h = 0; h < 3; h++) {
                assertEquals(all.output[(example * 4 + 3) * 6 + h], last.output[example * 6 + h], 1e-12, "forwards");
                assertEquals(all.output[example * 24 + 3 + h], last.output[example * 6 + 3 + h], 1e-12, "backwards");
            }
        }
    }

    @Test
    void recurrentWeightsStartUniformByTheSizeOfTheState() {
        float[] weight = CellRun.of(new GRU(40, 25), 2, 40).parameter("gru1.weight_ih_l0");
        double most = 0;
        for (float value : weight) {
            most = Math.max(most, Math.abs(value));
        }
        assertTrue(most <= 0.2 && most > 0.19, "bound 1 / √25, found " + most);
    }

    @Test
    void sequencesThatDoNotFitAreNamed() {
        assertRefused("LSTM of 3 numbers reads [batch, length, 3]", new LSTM(3, 2), 4, 2);
        assertRefused("GRU of 3 numbers reads [batch, length, 3]", new GRU(3, 2), 3);
        assertRefused("attention of 4 numbers reads [batch, length, 4]", new MultiheadAttention(4, 2), 4, 2);
        assertRefused("MeanOverTime reads [batch, length, features]", new MeanOverTime(), 4);
        assertRefused("PositionEmbedding reads [batch, length, features]", new PositionEmbedding(), 4);
        assertThrows(IllegalArgumentException.class, () -> new LSTM(0, 2));
        assertThrows(IllegalArgumentException.class, () -> new GRU(2, 2).withNumLayers(0));
    }

    private static void assertRefused(String part, Cell cell, long... inputShape) {
        String message = assertThrows(GraphException.class, () -> CellRun.of(cell, inputShape))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
