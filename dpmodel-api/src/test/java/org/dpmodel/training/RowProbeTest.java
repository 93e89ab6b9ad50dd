package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.reference.ChangedEngine;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each of the results of a row is compared: a device that changes the last bit of only one of them, in odd rows, in graphs of
 * one size, or at the user's own parameters, is seen.
 */
class RowProbeTest {
    private static final Device ACCELERATOR = Device.parse(ReferenceEngine.ACCELERATOR);
    private static final Device PROCESSOR = Device.parse(ReferenceEngine.DEVICE);
    /** The largest graph for 128 examples on two threads. */
    private static final int LARGEST = 64;

    private static StepSettings settings(NetworkGraph network, Device device, ChangedEngine.Change change) {
        return new StepSettings(
                network,
                Losses.softmaxCrossEntropy(),
                new EngineDevice(ChangedEngine.after(change), device),
                ExecutionOptions.defaults().withThreads(2),
                Optional.of(ClipMechanisms.fixed(1)),
                1,
                new BatchRows(2 * LARGEST, device.equals(PROCESSOR) ? 2 * LARGEST : 16),
                false);
    }

    private static GradientComputer prepared(Device device, ChangedEngine.Change change) {
        NetworkGraph network =
                MultilayerPerceptron.network(new long[] {3}, 4, 2).initialized(RandomStreams.seeded(2));
        GradientComputer computer = new GradientComputer(settings(network, device, change), new Parameters(network));
        computer.prepare();
        return computer;
    }

    private static void assertSeen(String difference, Device device, ChangedEngine.Change change) {
        try (GradientComputer computer = prepared(device, change)) {
            String found = computer.rowDifference().orElse("none");
            assertTrue(found.contains(difference), found);
            assertEquals(device.equals(ACCELERATOR), computer.caveat().isPresent());
        }
    }

    private static void nextUp(FloatBuffer values, int row) {
        values.put(row, Math.nextUp(values.get(row)));
    }

    private static void nextUpInOddRows(FloatBuffer values) {
        for (int row = 1; row < values.limit(); row += 2) {
            nextUp(values, row);
        }
    }

    private static void nextUp(Tensors outputs) {
        outputs.asMap().forEach((name, tensor) -> {
            if (!name.equals(StepGraph.LOSSES) && !name.equals(StepGraph.NORMS)) {
                nextUp(tensor.floats(), 0);
            }
        });
    }

    /** The row of the only unit that is not masked. */
    private static Optional<Integer> onlyRow(Tensors inputs) {
        FloatBuffer mask = inputs.get(StepGraph.UNIT_MASK).floats();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < mask.limit(); row++) {
            if (mask.get(row) != 0) {
                rows.add(row);
            }
        }
        return rows.size() == 1 ? Optional.of(rows.get(0)) : Optional.empty();
    }

    private static boolean isOddAlone(Tensors inputs) {
        return onlyRow(inputs).filter(row -> row % 2 == 1).isPresent();
    }

    private static float norm(Tensors inputs) {
        return inputs.get(ClippingRule.CLIPPING_NORM).floats().get(0);
    }

    @Test
    void equalRowsAreAccepted() {
        try (GradientComputer computer = prepared(ACCELERATOR, (inputs, outputs) -> {})) {
            assertEquals(Optional.empty(), computer.rowDifference());
            assertEquals(Optional.empty(), computer.caveat());
        }
    }

    @Test
    void lossesAndNormsAreComparedEachByItself() {
        assertSeen(
                "the same unit's loss has different bits in row",
                ACCELERATOR,
                (inputs, outputs) ->
                        nextUpInOddRows(outputs.get(StepGraph.LOSSES).floats()));
        assertSeen(
                "the same unit's gradient's norm",
                ACCELERATOR,
                (inputs, outputs) ->
                        nextUpInOddRows(outputs.get(StepGraph.NORMS).floats()));
    }

    /** A sum can differ although loss and norm do not: it is computed by other kernels. */
    @Test
    void sumsOfClippedAndOfUnclippedGradientsAreCompared() {
        assertSeen("the same unit adds a different gradient of", ACCELERATOR, (inputs, outputs) -> {
            if (isOddAlone(inputs) && norm(inputs) < 1) {
                nextUp(outputs);
            }
        });
        assertSeen("the same unit adds a different gradient of", ACCELERATOR, (inputs, outputs) -> {
            if (isOddAlone(inputs) && norm(inputs) > 1) {
                nextUp(outputs);
            }
        });
    }

    /** Each size is probed by one worker: what the workers have seen is compared. */
    @Test
    void graphsOfDifferentSizesAreCompared() {
        assertSeen("loss or norm has different bits in graphs of other sizes", PROCESSOR, (inputs, outputs) -> {
            FloatBuffer norms = outputs.get(StepGraph.NORMS).floats();
            for (int row = 0; row < norms.limit() && norms.limit() == LARGEST; row++) {
                nextUp(norms, row);
            }
        });
        assertSeen("adds a different gradient in graphs of other sizes", PROCESSOR, (inputs, outputs) -> {
            if (onlyRow(inputs).isPresent()
                    && outputs.get(StepGraph.NORMS).floats().limit() == LARGEST) {
                nextUp(outputs);
            }
        });
    }

    /** Random parameters are never exactly zero, as initial biases are. */
    private static void nextUpAtOwnParameters(Tensors inputs, Tensors outputs) {
        boolean own = inputs.asMap().entrySet().stream()
                .filter(input -> input.getKey().endsWith("bias"))
                .anyMatch(bias -> bias.getValue().floats().get(0) == 0);
        if (own) {
            nextUpInOddRows(outputs.get(StepGraph.NORMS).floats());
        }
    }

    @Test
    void rowsAreComparedAtTheUsersOwnParametersToo() {
        assertSeen("has different bits in row", ACCELERATOR, RowProbeTest::nextUpAtOwnParameters);
    }

    /** The bits are equal, since they are those at random parameters; only one of the two devices has a caveat. */
    @Test
    void theFingerprintTellsADeviceWithACaveatFromOneWithout() {
        String equal = fingerprint(ACCELERATOR, (inputs, outputs) -> {});
        assertEquals(equal, fingerprint(ACCELERATOR, (inputs, outputs) -> {}));
        assertNotEquals(equal, fingerprint(ACCELERATOR, RowProbeTest::nextUpAtOwnParameters));
    }

    /** In another form, the same bits are rounded otherwise as soon as several units are added up. */
    @Test
    void theFingerprintTellsFormsApart() {
        String fastest = fingerprint(PROCESSOR, (inputs, outputs) -> {});
        assertNotEquals(fastest, fingerprint(PROCESSOR, (inputs, outputs) -> {
            if (isOddAlone(inputs)) {
                nextUp(outputs);
            }
        }));
    }

    private static String fingerprint(Device device, ChangedEngine.Change change) {
        try (GradientComputer computer = prepared(device, change)) {
            return computer.fingerprint();
        }
    }

    /** The margin pays for the rounding of the sum, so the norm that a graph is given must not use it up. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 1, 1.7, 250})
    void graphsClipBelowTheNormByTheMarginRoundedDown(double scale) {
        float[] given = new float[1];
        Dataset one = ArrayDataset.classification("one", new float[][] {{1, 2, 3}}, new long[] {3}, new int[] {1}, 2);
        try (GradientComputer computer = prepared(ACCELERATOR, (inputs, outputs) -> given[0] = norm(inputs))) {
            double margin = computer.settings().forms().get(0).margin();
            Random random = new Random(4);
            for (int i = 0; i < 20; i++) {
                double clippingNorm = scale * (1 + random.nextDouble());
                computer.sum(one, new int[] {0}, OptionalDouble.of(clippingNorm));
                double least = clippingNorm * (1 - margin);
                assertTrue(given[0] <= least && given[0] >= least * (1 - 0x1p-22), given[0] + " for " + least);
            }
        }
    }
}
