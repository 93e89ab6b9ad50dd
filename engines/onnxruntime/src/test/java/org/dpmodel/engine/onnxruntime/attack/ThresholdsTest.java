package org.dpmodel.engine.onnxruntime.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.dpmodel.engine.onnxruntime.OnnxRuntimeTargets;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records that lie at a threshold of the step, so that a last bit decides: their sum, and their count, move by what one record
 * is charged as, from any number of drawn records to the next.
 */
class ThresholdsTest {
    private static final int WIDTH = 33;
    private static final double C = 0.25;

    private static GradientComputer computer(Network network, int threads) {
        return new GradientComputer(
                new StepSettings(
                        network.graph(),
                        Losses.meanSquaredError(),
                        Engines.device("onnxruntime:cpu"),
                        ExecutionOptions.defaults().withThreads(threads),
                        Optional.of(ClipMechanisms.fixed(C)),
                        1,
                        256),
                new Parameters(network.graph()));
    }

    private static Network network() {
        Network network = Network.of("dense", new Dense(WIDTH, 1), WIDTH);
        return Network.fromOnnx(
                new OnnxModel(network.initialized(RandomStreams.seeded(3)).graph(), 17));
    }

    private static Dataset copies(float[] features, float target, int count) {
        float[][] rows = new float[count][];
        float[][] targets = new float[count][];
        Arrays.fill(rows, features);
        Arrays.fill(targets, new float[] {target});
        return ArrayDataset.regression("copies", rows, new long[] {WIDTH}, targets, new long[] {1});
    }

    /** Large features whose products with the weights cancel: the sign of the gradient hangs by the order of additions. */
    private static float[] cancelling(float[] weights, Random random) {
        float[] features = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            features[i] = (float) (1000 * random.nextGaussian());
        }
        int largest =
                IntStream.range(0, WIDTH).reduce(0, (a, b) -> Math.abs(weights[a]) > Math.abs(weights[b]) ? a : b);
        for (int round = 0; round < 3; round++) {
            double dot = IntStream.range(0, WIDTH)
                    .mapToDouble(i -> (double) features[i] * weights[i])
                    .sum();
            features[largest] -= (float) (dot / weights[largest]);
        }
        return features;
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void oneCopyMoreMovesTheSumByOneClippedGradient(int threads) {
        Network network = network();
        float[] weights = new Parameters(network.graph())
                .byName().values().stream()
                        .filter(values -> values.length == WIDTH)
                        .findFirst()
                        .orElseThrow();
        Random random = new Random(80);
        try (GradientComputer computer = computer(network, threads)) {
            for (int example = 0; example < 20; example++) {
                Dataset dataset = copies(cancelling(weights, random), 0, 140);
                double[] before = new double[WIDTH + 1];
                for (int drawn = 1; drawn <= 140; drawn++) {
                    double[] now = flat(sum(computer, dataset, drawn));
                    double[] last = before;
                    double moved = Math.sqrt(IntStream.range(0, now.length)
                            .mapToDouble(i -> (now[i] - last[i]) * (now[i] - last[i]))
                            .sum());
                    assertTrue(moved <= C, drawn + " drawn: moved by " + moved / C + " C");
                    before = now;
                }
            }
        }
    }

    private static ClippedSum sum(GradientComputer computer, Dataset dataset, int drawn) {
        return computer.sum(dataset, IntStream.range(0, drawn).toArray(), OptionalDouble.of(C));
    }

    private static double[] flat(ClippedSum sum) {
        return Arrays.stream(sum.totals()).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Norms within a few roundings of the norm that is clipped to; adaptive clipping counts who is below. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void oneRecordMoreMovesTheCountByOneHalf(int threads) {
        Network network = network();
        Random random = new Random(81);
        int size = 150;
        float[][] rows = new float[size][WIDTH];
        float[][] targets = new float[size][1];
        try (GradientComputer computer = computer(network, threads)) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    rows[i][j] = (float) random.nextGaussian();
                }
                // The gradient is 2 (prediction − target) (x, 1): its length is set by the target, to a few roundings.
                int most = computer.settings().sizes().largest();
                targets[i][0] = targetAtThreshold(network, rows[i], random.nextInt(7) - 3, most);
            }
            Dataset dataset = ArrayDataset.regression("threshold", rows, new long[] {WIDTH}, targets, new long[] {1});
            double before = 0;
            for (int drawn = 1; drawn <= size; drawn++) {
                double now = sum(computer, dataset, drawn).unclippedExcess();
                assertEquals(0.5, Math.abs(now - before), drawn + " drawn");
                before = now;
            }
            assertTrue(Math.abs(before) < size / 2.0, "all on one side of the threshold: nothing was tried");
        }
    }

    private static float targetAtThreshold(Network network, float[] features, int roundings, int mostUnits) {
        float[][] values = new Parameters(network.graph()).values();
        double prediction = 0;
        for (float[] parameter : values) {
            for (int i = 0; i < parameter.length; i++) {
                prediction += parameter.length == 1 ? parameter[0] : parameter[i] * features[i];
            }
        }
        double length = 1;
        for (double feature : features) {
            length += feature * feature;
        }
        double clippedTo = C * (1 - OnnxRuntimeTargets.cpu().marginOf(mostUnits));
        return (float) (prediction - clippedTo / (2 * Math.sqrt(length)) * (1 + roundings * 0x1p-22));
    }
}
