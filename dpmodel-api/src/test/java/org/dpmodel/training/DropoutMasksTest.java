package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.DroppedNumbers;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Dropout;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;

/**
 * What is dropped of an example is a function of step, example and number: the same in any row, beside any neighbours, in any
 * physical batch, on any worker. A twin that keys by the row is seen by the row probe and moves sums.
 */
class DropoutMasksTest {
    private static final List<DroppedNumbers> TWO =
            List.of(new DroppedNumbers("first", 0.25f, 4001), new DroppedNumbers("second", 0.5f, 6000));
    private static final RandomStreams STREAMS = RandomStreams.seeded(5);
    private static final double C = 0.7;

    private static float[] mask(RandomStreams streams, long step, int example) {
        FloatBuffer row = FloatBuffer.allocate(10001);
        DropoutMasks.of(streams, step).fill(example, TWO, row);
        assertFalse(row.hasRemaining());
        return row.array();
    }

    @Test
    void masksAreFunctionsOfSecretStepAndExample() {
        float[] mask = mask(STREAMS, 3, 17);
        assertArrayEquals(mask, mask(RandomStreams.seeded(5), 3, 17));
        for (float[] other :
                List.of(mask(STREAMS, 4, 17), mask(STREAMS, 3, 18), mask(RandomStreams.seeded(6), 3, 17))) {
            // Independent masks agree at 0.25² + 0.75² of the first numbers and half of the second: 0.55 of all.
            assertEquals(0.55, agreement(mask, other), 0.03);
        }
    }

    private static double agreement(float[] a, float[] b) {
        int same = 0;
        for (int i = 0; i < a.length; i++) {
            same += a[i] == b[i] ? 1 : 0;
        }
        return same / (double) a.length;
    }

    /** Numbers of 4001 and 6000 trials: five standard deviations are 137 and 194; a false alarm is rarer than 1e-5. */
    @Test
    void numbersAreDroppedWithTheirProbability() {
        float[] mask = mask(STREAMS, 0, 0);
        int first = 0;
        int second = 0;
        for (int i = 0; i < mask.length; i++) {
            float kept = i < 4001 ? 4f / 3 : 2;
            assertTrue(mask[i] == 0 || mask[i] == kept, "element " + i + " is " + mask[i]);
            first += i < 4001 && mask[i] == 0 ? 1 : 0;
            second += i >= 4001 && mask[i] == 0 ? 1 : 0;
        }
        assertEquals(4001 * 0.25, first, 137);
        assertEquals(6000 * 0.5, second, 194);
    }

    @Test
    void aProbabilityOfOneIsRefused() {
        assertThrows(GraphException.class, () -> new DroppedNumbers("node", 1, 3));
        assertThrows(GraphException.class, () -> new DroppedNumbers("node", Float.NaN, 3));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(-0.1));
    }

    private static final int EXAMPLES = 23;

    private static Network network() {
        return Network.of(
                "dropping",
                new SequentialCell(new Dropout(0.25), new Dense(5, 8), new Tanh(), new Dropout(), new Dense(8, 2)),
                5);
    }

    private static Dataset examples() {
        float[][] rows = new float[EXAMPLES][5];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            for (int j = 0; j < 5; j++) {
                rows[i][j] = (float) Math.sin(7 * i + 3 * j + 1);
            }
            labels[i] = i % 2;
        }
        return ArrayDataset.classification("rows", rows, new long[] {5}, labels, 2);
    }

    private static StepSettings settings(NetworkGraph network, int physical, int threads) {
        return new StepSettings(
                network,
                Losses.softmaxCrossEntropy(),
                new EngineDevice(new ReferenceEngine(), Device.cpu("reference")),
                ExecutionOptions.defaults().withThreads(threads),
                Optional.of(ClipMechanisms.fixed(C)),
                1,
                new BatchRows(physical, physical),
                true);
    }

    private static double[][] sum(int physical, int threads, DropoutMasks masks, int... drawn) {
        NetworkGraph network = network().initialized(RandomStreams.seeded(2));
        try (GradientComputer computer =
                new GradientComputer(settings(network, physical, threads), new Parameters(network))) {
            return computer.sum(examples(), drawn, OptionalDouble.of(C), masks).totals();
        }
    }

    private static void assertEqualSums(double[][] expected, double[][] found, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], found[i], tolerance);
        }
    }

    @Test
    void anExampleAddsTheSameInAnyRowBatchAndWorker() {
        DropoutMasks masks = DropoutMasks.of(STREAMS, 9);
        double[][] first = sum(8, 1, masks, 3);
        double[][] withNeighbours = sum(8, 1, masks, 20, 7, 3, 11);
        double[][] neighbours = sum(8, 1, masks, 20, 7, 11);
        for (int i = 0; i < first.length; i++) {
            for (int j = 0; j < first[i].length; j++) {
                assertEquals(first[i][j], withNeighbours[i][j] - neighbours[i][j], 1e-6);
            }
        }
        int[] drawn = {0, 5, 22, 9, 1, 17, 3, 8, 12, 20, 7, 4, 15, 2, 11, 6, 21};
        double[][] usual = sum(16, 1, masks, drawn);
        assertEqualSums(usual, sum(16, 3, masks, drawn), 1e-6);
        assertEqualSums(usual, sum(4, 1, masks, drawn), 1e-6);
        int[] reversed = new int[drawn.length];
        Arrays.setAll(reversed, i -> drawn[drawn.length - 1 - i]);
        assertEqualSums(usual, sum(8, 2, masks, reversed), 1e-6);
        assertTrue(
                Math.abs(usual[0][0] - sum(16, 1, DropoutMasks.of(STREAMS, 10), drawn)[0][0]) > 1e-4,
                "another step drops other numbers");
    }

    /** Masks that follow the row: what the rule forbids. */
    private static DropoutMasks byRow() {
        AtomicInteger rows = new AtomicInteger();
        DropoutMasks keyed = DropoutMasks.of(STREAMS, 9);
        return (example, dropouts, row) -> keyed.fill(rows.getAndIncrement(), dropouts, row);
    }

    @Test
    void aTwinThatKeysByTheRowIsSeen() {
        int[] drawn = {0, 5, 22, 9};
        double[][] usual = sum(8, 1, byRow(), drawn);
        double[][] moved = sum(8, 1, byRow(), 5, 0, 9, 22);
        assertTrue(Math.abs(usual[0][0] - moved[0][0]) > 1e-4, "an order that changes what is dropped");
    }

    @Test
    void theRowProbeSeesMasksOfRows() {
        NetworkGraph network = network().initialized(RandomStreams.seeded(2));
        StepSettings settings = settings(network, 8, 1);
        RowProbe keyed = new RowProbe(settings);
        RowProbe ofRows = new RowProbe(settings, byRow());
        try (StepRunner runner = new StepRunner(
                settings.compile(8), settings.device(), settings.execution(), new Parameters(network).tensors())) {
            keyed.shift(runner);
            keyed.contributions(runner);
            assertEquals(Optional.empty(), keyed.difference());
            ofRows.shift(runner);
            assertTrue(
                    ofRows.difference().orElse("").contains("has different bits in row"),
                    ofRows.difference()::toString);
        }
    }

    @Test
    void masksMustBeGivenWhereNumbersAreDropped() {
        NetworkGraph network = network().initialized(RandomStreams.seeded(2));
        try (GradientComputer computer = new GradientComputer(settings(network, 8, 1), new Parameters(network))) {
            String message = assertThrows(
                            RuntimeException.class, () -> computer.sum(examples(), new int[] {1}, OptionalDouble.of(C)))
                    .toString();
            assertTrue(message.contains("pass the masks of the step"), message);
        }
    }
}
