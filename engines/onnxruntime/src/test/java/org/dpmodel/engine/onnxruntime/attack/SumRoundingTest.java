package org.dpmodel.engine.onnxruntime.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Zero;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the float32 rounding of a sum adds to the influence of one record: nothing beyond C, at any number of drawn records.
 * All gradients have one coordinate and one sign, the worst case; the two datasets are coupled as random orders are (ADR
 * 302): the record takes a random place, and the one that it drives out goes to the end.
 */
class SumRoundingTest {
    private static final double C = 0.7;

    private enum Gradients {
        /** All clipped to C. */
        EQUAL,
        /** Between C / 2 and 2 C before clipping. */
        RANDOM,
        /** Some near C, most so small that each addition is rounded. */
        UNEVEN
    }

    /** One weight, which starts at zero: under squared error the gradient of a record with feature 1 is −2 target. */
    private static Network network() {
        return Network.of("single", new Dense(1, 1).withWeightInit(new Zero()).withoutBias(), 1);
    }

    private static float[] targets(Gradients kind, int count, long seed) {
        Random random = new Random(seed);
        float[] targets = new float[count];
        for (int i = 0; i < count; i++) {
            double size =
                    switch (kind) {
                        case EQUAL -> 2 * C;
                        case RANDOM -> C * (0.5 + 1.5 * random.nextDouble());
                        case UNEVEN -> random.nextInt(8) == 0 ? 2 * C : C * 0x1p-20 * random.nextDouble();
                    };
            targets[i] = (float) (-size / 2);
        }
        return targets;
    }

    private static Dataset dataset(float... targets) {
        float[][] features = new float[targets.length][];
        float[][] rows = new float[targets.length][];
        for (int i = 0; i < targets.length; i++) {
            features[i] = new float[] {1};
            rows[i] = new float[] {targets[i]};
        }
        return ArrayDataset.regression("one coordinate", features, new long[] {1}, rows, new long[] {1});
    }

    private static GradientComputer computer() {
        Network network = network();
        return new GradientComputer(
                new StepSettings(
                        network.graph(),
                        Losses.meanSquaredError(),
                        Engines.device("onnxruntime:cpu"),
                        ExecutionOptions.defaults().withThreads(2),
                        Optional.of(ClipMechanisms.fixed(C)),
                        1,
                        1024),
                new Parameters(network.graph()));
    }

    /** How a sum is computed, from the clipped gradients in the order of their rows. */
    @FunctionalInterface
    private interface Summation {
        double of(float[] clipped);
    }

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 256, 60",
        "RANDOM, 256, 200",
        "UNEVEN, 256, 200",
        "RANDOM, 4096, 30",
        "UNEVEN, 4096, 30",
        "EQUAL, 65536, 3",
        "RANDOM, 65536, 4",
        "UNEVEN, 65536, 3"
    })
    void oneRecordMovesTheSumByAtMostC(Gradients kind, int drawn, int cases) {
        // The victim is the last record, clipped to the full norm.
        float[] targets = Arrays.copyOf(targets(kind, drawn, 70), drawn + 1);
        targets[drawn] = (float) -C;
        Dataset dataset = dataset(targets);
        Random random = new Random(71);
        double most = 0;
        try (GradientComputer computer = computer()) {
            for (int i = 0; i < cases; i++) {
                int[] without = shuffled(drawn, random);
                int[] with = coupled(without, drawn, random.nextInt(drawn + 1));
                double moved = Math.abs(sum(computer, dataset, with) - sum(computer, dataset, without));
                most = Math.max(most, moved);
                assertTrue(moved <= C, "moved by " + moved / C + " C");
            }
        }
        assertTrue(most >= 0.998 * C, "the victim moves only " + most / C + " C");
    }

    private static double sum(GradientComputer computer, Dataset dataset, int... drawn) {
        return computer.sum(dataset, drawn, OptionalDouble.of(C)).totals()[0][0];
    }

    private static int[] shuffled(int size, Random random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    /** The same order with one record more: in the place of another, which goes to the end; at the end itself for the last. */
    private static int[] coupled(int[] order, int victim, int place) {
        int[] longer = Arrays.copyOf(order, order.length + 1);
        longer[order.length] = victim;
        if (place < order.length) {
            longer[order.length] = order[place];
            longer[place] = victim;
        }
        return longer;
    }

    /** In one float32 sum, without chunks: what goes to the end is rounded to another grid there. */
    @Test
    void theTwinWithoutChunksMovesByMore() {
        double most = mostMoved(clipped -> floatSum(clipped, 0, clipped.length), 65536, 100);
        assertTrue(most > 1.001 * C, "the twin moves " + most / C + " C");
    }

    /** In chunks of drawn / workers, the ends of which move with one record more. */
    @Test
    void theTwinWithChunksOfDrawnByWorkersMovesByMore() {
        Summation halves = clipped -> {
            int share = (clipped.length + 1) / 2;
            return (double) floatSum(clipped, 0, share) + floatSum(clipped, share, clipped.length);
        };
        double most = mostMoved(halves, 65536, 100);
        assertTrue(most > 1.0005 * C, "the twin moves " + most / C + " C");
    }

    private static double mostMoved(Summation summation, int drawn, int cases) {
        float[] targets = targets(Gradients.RANDOM, drawn, 72);
        float[] clipped = new float[drawn + 1];
        for (int i = 0; i < drawn; i++) {
            clipped[i] = (float) Math.min(C, -2 * targets[i]);
        }
        clipped[drawn] = (float) C;
        Random random = new Random(73);
        double most = 0;
        for (int i = 0; i < cases; i++) {
            int[] without = shuffled(drawn, random);
            int[] with = coupled(without, drawn, random.nextInt(drawn + 1));
            double moved = summation.of(picked(clipped, with)) - summation.of(picked(clipped, without));
            most = Math.max(most, Math.abs(moved));
        }
        return most;
    }

    private static float[] picked(float[] values, int... order) {
        float[] picked = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            picked[i] = values[order[i]];
        }
        return picked;
    }

    private static float floatSum(float[] values, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
