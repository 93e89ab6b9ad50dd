package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.DroppedNumbers;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.api.Test;

/** Parts of a step's sum go as bytes, and add up to the same bits in any order; machines that compute the same say so. */
class PartsOfSumsTest {
    private static final OptionalDouble C = OptionalDouble.of(0.37);
    private static final int EXAMPLES = 90;

    private static ArrayDataset examples() {
        Random random = new Random(3);
        float[][] rows = new float[EXAMPLES][3];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            for (int j = 0; j < 3; j++) {
                rows[i][j] = (float) random.nextGaussian();
            }
            labels[i] = i % 2;
        }
        return ArrayDataset.classification("rows", rows, new long[] {3}, labels, 2);
    }

    private static GradientComputer computer(int hidden) {
        NetworkGraph network =
                MultilayerPerceptron.network(new long[] {3}, hidden, 2).initialized(RandomStreams.seeded(1));
        return new GradientComputer(
                new StepSettings(
                        network,
                        Losses.softmaxCrossEntropy(),
                        new EngineDevice(new ReferenceEngine(), Device.cpu("reference")),
                        ExecutionOptions.defaults().withThreads(1),
                        Optional.of(ClipMechanisms.fixed(C.getAsDouble())),
                        1,
                        16),
                new Parameters(network));
    }

    @Test
    void partsAddUpToTheSameBitsInAnyOrder() {
        try (GradientComputer computer = computer(4)) {
            List<byte[]> parts = new ArrayList<>();
            for (int from = 0; from < EXAMPLES; from += 18) {
                int[] drawn = java.util.stream.IntStream.range(from, from + 18).toArray();
                parts.add(computer.part(examples(), drawn, C, DropoutMasks.NONE));
            }
            ClippedSum sum = computer.sum(parts, EXAMPLES, C);
            double[][] expected =
                    Arrays.stream(sum.totals()).map(double[]::clone).toArray(double[][]::new);
            assertEquals(EXAMPLES, sum.report().drawn());
            assertEquals(EXAMPLES / 2.0 - Math.round(sum.report().clippedFraction() * EXAMPLES), sum.unclippedExcess());
            Random random = new Random(4);
            for (int run = 0; run < 20; run++) {
                Collections.shuffle(parts, random);
                double[][] found = computer.sum(parts, EXAMPLES, C).totals();
                for (int i = 0; i < expected.length; i++) {
                    assertArrayEquals(expected[i], found[i], "bits of parameter " + i);
                }
            }
            double[][] whole = computer.sum(
                            examples(),
                            java.util.stream.IntStream.range(0, EXAMPLES).toArray(),
                            C)
                    .totals();
            for (int i = 0; i < whole.length; i++) {
                assertArrayEquals(expected[i], whole[i], 1e-5);
            }
        }
    }

    /** Beyond it, a sum on the grid would be rounded after all. */
    @Test
    void aStepOfMoreUnitsThanASumHoldsIsRefused() {
        try (GradientComputer computer = computer(4)) {
            String most = refusal(computer, GridSum.MOST_UNITS);
            String more = refusal(computer, GridSum.MOST_UNITS + 1);
            assertTrue(!most.contains("must not draw more than"), most);
            assertTrue(more.contains("must not draw more than 2097152 units"), more);
        }
    }

    /** Without any part, every sum is refused. */
    private static String refusal(GradientComputer computer, int drawn) {
        return assertThrows(IllegalArgumentException.class, () -> computer.sum(List.of(), drawn, C))
                .getMessage();
    }

    /** The noise on the count of unclipped units is for a half, however many there are: never 0 for one and 1 for the next. */
    @Test
    void eachUnitMovesTheCountByAHalf() {
        try (GradientComputer computer = computer(4)) {
            double before = 0;
            for (int units = 1; units <= 40; units++) {
                int[] drawn = java.util.stream.IntStream.range(0, units).toArray();
                double excess = computer.sum(examples(), drawn, C).unclippedExcess();
                assertEquals(0.5, Math.abs(excess - before), "of unit " + units);
                before = excess;
            }
        }
    }

    @Test
    void aPartThatIsMissingOrThereTwiceIsRefused() {
        try (GradientComputer computer = computer(4)) {
            byte[] first = computer.part(examples(), new int[] {1, 2}, C, DropoutMasks.NONE);
            byte[] second = computer.part(examples(), new int[] {3}, C, DropoutMasks.NONE);
            for (List<byte[]> parts : List.of(List.of(first), List.of(first, second, second))) {
                String message = assertThrows(IllegalArgumentException.class, () -> computer.sum(parts, 3, C))
                        .getMessage();
                assertTrue(message.contains("must be the 3 that were drawn"), message);
            }
            computer.sum(List.of(first, second), 3, C);
        }
    }

    @Test
    void aPartOfAnotherNetworkIsRefused() {
        try (GradientComputer computer = computer(4);
                GradientComputer other = computer(5)) {
            byte[] part = other.part(examples(), new int[] {1}, C, DropoutMasks.NONE);
            assertThrows(IllegalArgumentException.class, () -> computer.sum(List.of(part), 1, C));
        }
    }

    @Test
    void fingerprintsAreOfTheComputationAndNotOfParameters() {
        try (GradientComputer computer = computer(4);
                GradientComputer same = computer(4);
                GradientComputer other = computer(5)) {
            assertThrows(IllegalStateException.class, computer::fingerprint);
            float[][] values = same.parameters().values();
            values[0][0] += 1;
            same.parameters().replace(values);
            for (GradientComputer each : List.of(computer, same, other)) {
                each.prepare();
            }
            assertEquals(computer.fingerprint(), same.fingerprint());
            assertNotEquals(computer.fingerprint(), other.fingerprint());
        }
    }

    @Test
    void masksAreTheSameOnAnotherMachineThatHasNoOtherKey() {
        List<DroppedNumbers> dropouts = List.of(new DroppedNumbers("node", 0.5f, 1000));
        DropoutMasks masks = DropoutMasks.of(RandomStreams.seeded(9), 12);
        FloatBuffer here = FloatBuffer.allocate(1000);
        FloatBuffer there = FloatBuffer.allocate(1000);
        masks.fill(77, dropouts, here);
        DropoutMasks.read(masks.bytes()).fill(77, dropouts, there);
        assertArrayEquals(here.array(), there.array());
        RandomStreams restricted =
                RandomStreams.ofDropoutKey(RandomStreams.seeded(9).dropoutKey());
        assertThrows(IllegalArgumentException.class, () -> restricted.stream(StreamPurpose.NOISE, 0));
        assertThrows(IllegalArgumentException.class, () -> DropoutMasks.read(new byte[3]));
    }
}
