package org.dpmodel.engine.onnxruntime.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records of which a root is not a number, behind a maximum or minimum. ONNX Runtime keeps or drops what is not a number by where it lies
 * in memory, so that the largest of a record's numbers was another one in another row. Seen to fail: one record more moved the sum
 * by 127.9 C.
 */
class NotNumbersTest {
    private static final int RECORDS = 256;
    private static final int LENGTH = 9;
    private static final int WIDTH = 11;

    private static Network network(String reduction, int axis) {
        return Network.of("roots", builder -> {
            var roots = builder.call("Sqrt", Attributes.none(), builder.numbers("x", LENGTH, WIDTH));
            var reduced = builder.call(
                    reduction, Attributes.none().with("keepdims", 0), roots, builder.constant(Constant.ints(axis)));
            int left = axis == 1 ? WIDTH : LENGTH;
            return builder.add("dense", new Dense(left, 1), builder.add("flat", new Flatten(), reduced));
        });
    }

    /** The same features again and again, with a record of zeros in front of them or without it. */
    private static Dataset dataset(float[] record, boolean another) {
        int first = another ? 1 : 0;
        float[][] features = new float[RECORDS + first][LENGTH * WIDTH];
        float[][] targets = new float[RECORDS + first][1];
        for (int i = first; i < features.length; i++) {
            features[i] = record;
            // The gradients of two neighbours are opposite, and cancel if both have the same numbers.
            targets[i][0] = (i - first) % 2 == 0 ? 1000 : -1000;
        }
        return ArrayDataset.regression("roots", features, new long[] {LENGTH, WIDTH}, targets, new long[] {1});
    }

    private static double[] sum(Network network, Dataset dataset) {
        StepSettings settings = new StepSettings(
                network.graph(),
                Losses.meanSquaredError(),
                Engines.device("onnxruntime:cpu"),
                ExecutionOptions.defaults().withThreads(1),
                Optional.of(ClipMechanisms.fixed(1)),
                1,
                RECORDS);
        int[] all = IntStream.range(0, dataset.size()).toArray();
        try (GradientComputer computer = new GradientComputer(settings, new Parameters(network.graph()))) {
            return Arrays.stream(
                            computer.sum(dataset, all, OptionalDouble.of(1)).totals())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }
    }

    @ParameterizedTest
    @CsvSource({"ReduceMax, 1", "ReduceMax, 2", "ReduceMin, 1", "ReduceMin, 2"})
    void oneRecordMovesTheSumByItsNorm(String reduction, int axis) {
        SplittableRandom random = new SplittableRandom(1);
        Network network = network(reduction, axis);
        for (int draw = 0; draw < 6; draw++) {
            float[] record = new float[LENGTH * WIDTH];
            for (int i = 0; i < record.length; i++) {
                record[i] = (float) (random.nextInt(8) == 0 ? -1 : 1 + random.nextDouble());
            }
            double[] without = sum(network, dataset(record, false));
            double[] with = sum(network, dataset(record, true));
            double moved = Math.sqrt(IntStream.range(0, with.length)
                    .mapToDouble(i -> (with[i] - without[i]) * (with[i] - without[i]))
                    .sum());
            assertTrue(moved <= 1, "moved by " + moved + " C");
        }
    }
}
