package org.dpmodel.engine.onnxruntime.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One record more, in front of 256 whose gradients hang by their last bit, moves the sum by at most C, and so does what
 * comes out of training. Seen to fail (426 C and 213 C) with sums of rows by ReduceSum itself.
 */
class RecordsThatShiftTest {
    private static final int POISONED = 256;
    private static final double DELTA = 1e-5;
    /** Chunks are of 64 units then, whether there are one or two workers. */
    private static final int LIMIT = 600;

    private static double[] sum(Dataset dataset, int threads) {
        Network network = PoisonedRows.network();
        StepSettings settings = new StepSettings(
                network.graph(),
                Losses.meanSquaredError(),
                Engines.device("onnxruntime:cpu"),
                ExecutionOptions.defaults().withThreads(threads),
                Optional.of(ClipMechanisms.fixed(1)),
                1,
                LIMIT);
        int[] all = IntStream.range(0, dataset.size()).toArray();
        try (GradientComputer computer = new GradientComputer(settings, new Parameters(network.graph()))) {
            ClippedSum sum = computer.sum(dataset, all, OptionalDouble.of(1));
            return Arrays.stream(sum.totals()).flatMapToDouble(Arrays::stream).toArray();
        }
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void theSumMovesByAtMostTheClippingNorm(int threads) {
        double[] without = sum(PoisonedRows.dataset(POISONED, false), threads);
        double[] with = sum(PoisonedRows.dataset(POISONED, true), threads);
        assertTrue(distance(without, with) <= 1, "moved by " + distance(without, with));
    }

    /** Neither the number of threads nor, with it, the place of a chunk changes a bit of the sum. */
    @Test
    void threadsDoNotChangeTheSumOfTheSameChunks() {
        Dataset dataset = PoisonedRows.dataset(POISONED, true);
        assertEquals(0, distance(sum(dataset, 1), sum(dataset, 1)));
        assertTrue(distance(sum(dataset, 1), sum(dataset, 2)) < 1e-4);
    }

    /**
     * 200 runs a side with and without the victim, told apart by the direction in which the sum moved before: by chance, the
     * lower bound of epsilon (Clopper and Pearson, 99.995 % a side) is above the true one once in ten thousand suites.
     */
    @Test
    @Tag("slow")
    void anAuditFindsNoMoreThanTheStatementSays() {
        int runs = runs();
        double noise = 10;
        Network network = PoisonedRows.network();
        double[][] statistics = new double[2][runs];
        double[] direction = sum(PoisonedRows.dataset(POISONED, false), 1);
        double stated = 0;
        for (int side = 0; side < 2; side++) {
            Dataset dataset = PoisonedRows.dataset(POISONED, side == 1);
            for (int run = 0; run < runs; run++) {
                try (DPModel model = DPModel.builder(network, Losses.meanSquaredError())
                        .optimizer(Optimizers.sgd(1))
                        .clipping(ClipMechanisms.fixed(1))
                        .noise(NoiseMechanisms.gaussian(noise))
                        .sampling(new PoissonSampling(POISONED))
                        .engine("onnxruntime:cpu")
                        .execution(ExecutionOptions.defaults().withThreads(1))
                        .physicalBatchSize(512)
                        .seed(1000L * side + run)
                        .build()) {
                    model.train(1, dataset, List.of());
                    statistics[side][run] = moved(network, model.network(), direction);
                    PrivacyStatement statement = model.privacyStatement(DELTA);
                    stated = statement.epsilon();
                }
            }
        }
        double found = Audit.lowerEpsilon(statistics[0], statistics[1], DELTA);
        assertTrue(found <= stated, "found at least epsilon " + found + ", stated " + stated);
        double[] shifted = Arrays.stream(statistics[1]).map(x -> x + 20 * noise).toArray();
        assertTrue(Audit.lowerEpsilon(statistics[0], shifted, DELTA) > stated, "the twin, moved by 20 C, is not found");
    }

    private static int runs() {
        if (Boolean.getBoolean("dpmodel.full")) {
            return 200;
        }
        System.err.println("SKIPPED: 140 of 200 trainings of the audit; -Ddpmodel.full=true runs all");
        return 60;
    }

    /** How far parameters moved along a direction. */
    private static double moved(Network before, Network after, double[] direction) {
        Map<String, float[]> from = new Parameters(before.graph()).byName();
        Map<String, float[]> to = new Parameters(after.graph()).byName();
        double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        double moved = 0;
        int position = 0;
        for (Map.Entry<String, float[]> parameter : from.entrySet()) {
            float[] now = to.get(parameter.getKey());
            for (int i = 0; i < now.length; i++) {
                moved += (parameter.getValue()[i] - now[i]) * POISONED * direction[position++] / length;
            }
        }
        return moved;
    }
}
