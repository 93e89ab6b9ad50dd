package org.dpmodel.audit.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Record and replay of a training loop that somebody has written by hand, and its mistakes. */
class ReplayedLoopTest {
    private static final int RECORDS = 40;
    private static final int FEATURES = 5;
    private static final double NORM = 0.5;
    private static final double NOISE = 2;
    private static final Dataset DATA = data();

    enum Rule {
        ALL_KEPT,
        NO_CLIPPING,
        /** Gradients are clipped to a norm that is one percent above the declared one. */
        LONGER_NORM,
        /** Two layers are clipped to the norm each, and charged as one. */
        WRONG_SENSITIVITY,
        /** The gradient of the mean loss is clipped once. */
        MEAN_LOSS,
        BATCH_NORMALIZATION,
        /** The sum is divided by the number of drawn records that are finite. */
        DRAWN_SIZE
    }

    private static Dataset data() {
        SplittableRandom random = new SplittableRandom(2);
        float[][] features = new float[RECORDS][FEATURES];
        float[][] targets = new float[RECORDS][1];
        for (int i = 0; i < RECORDS; i++) {
            for (int j = 0; j < FEATURES; j++) {
                features[i][j] = (float) (3 * random.nextGaussian());
            }
            targets[i][0] = (float) random.nextGaussian();
        }
        return ArrayDataset.regression("numbers", features, new long[] {FEATURES}, targets, new long[] {1});
    }

    @ParameterizedTest
    @EnumSource
    void mistakesAreFound(Rule broken) throws Exception {
        ReplayReport report = Replay.of(run -> train(run, broken));
        assertEquals(broken == Rule.ALL_KEPT, report.isKept(), report::describe);
    }

    @Test
    void aRecordThatIsNeverReadProvesNothing() throws Exception {
        ReplayReport report = Replay.of(run -> {
            read(run.dataset(DATA, 7), 8, new ArrayList<>(), new ArrayList<>());
            run.released(new float[1][FEATURES], 1, 1);
        });
        assertTrue(report.violation().isEmpty() && !report.isKept(), report::describe);
    }

    /** The first run has one parameter, the second more, or fewer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void otherParametersAreFound(int second) throws Exception {
        int[] parameters = {2, second};
        int[] runs = {0};
        ReplayReport report = Replay.of(run -> {
            read(run.dataset(DATA, 7), 7, new ArrayList<>(), new ArrayList<>());
            run.released(new float[parameters[runs[0]++]][FEATURES], 1, 1);
        });
        assertEquals(second == 2, report.isKept(), report::describe);
    }

    /** A sensitivity without bound allows everything. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN, 0, -1})
    void aSensitivityIsANumberAboveZero(double sensitivity) {
        ReplayRun run = new Replay().first();
        run.dataset(DATA, 7);
        assertThrows(IllegalArgumentException.class, () -> run.released(new float[1][FEATURES], 1, sensitivity));
    }

    /** Linear regression. */
    private static void train(ReplayRun run, Rule broken) {
        Dataset dataset = run.dataset(DATA, 7);
        SplittableRandom random = new SplittableRandom(3);
        double[] weights = new double[FEATURES];
        for (int step = 0; step < 10; step++) {
            List<double[]> features = new ArrayList<>();
            List<Double> targets = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                if (random.nextBoolean()) {
                    read(dataset, i, features, targets);
                }
            }
            double divisor = broken == Rule.DRAWN_SIZE ? features.size() : RECORDS / 2.0;
            double[] sum = sum(features, targets, weights, broken);
            float[][] mean = new float[1][FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                mean[0][j] = (float) ((sum[j] + NOISE * NORM * random.nextGaussian()) / divisor);
            }
            float[][] applied = run.released(mean, NOISE * NORM / (RECORDS / 2.0), NORM / (RECORDS / 2.0));
            for (int j = 0; j < FEATURES; j++) {
                weights[j] -= 0.1 * applied[0][j];
            }
        }
    }

    private static void read(Dataset dataset, int index, List<double[]> features, List<Double> targets) {
        FloatBuffer row = FloatBuffer.allocate(FEATURES);
        dataset.copyFeatures(index, row);
        FloatBuffer target = FloatBuffer.allocate(1);
        dataset.copyTarget(index, target);
        // a record of NaN is one that is not there
        if (!Float.isNaN(row.get(0))) {
            double[] values = new double[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                values[j] = row.get(j);
            }
            features.add(values);
            targets.add((double) target.get(0));
        }
    }

    private static double[] sum(List<double[]> features, List<Double> targets, double[] weights, Rule broken) {
        double[] sum = new double[FEATURES];
        List<double[]> read = broken == Rule.BATCH_NORMALIZATION ? normalized(features) : features;
        for (int i = 0; i < read.size(); i++) {
            double residual = -targets.get(i);
            for (int j = 0; j < FEATURES; j++) {
                residual += weights[j] * read.get(i)[j];
            }
            double[] gradient = new double[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                gradient[j] = residual * read.get(i)[j];
            }
            double factor =
                    switch (broken) {
                        case NO_CLIPPING -> 1;
                        case LONGER_NORM -> 1.01 * factor(gradient);
                        case MEAN_LOSS -> 1.0 / read.size();
                        case WRONG_SENSITIVITY -> Math.sqrt(2) * factor(gradient);
                        default -> factor(gradient);
                    };
            for (int j = 0; j < FEATURES; j++) {
                sum[j] += factor * gradient[j];
            }
        }
        if (broken == Rule.MEAN_LOSS) {
            double factor = factor(sum) * RECORDS / 2;
            for (int j = 0; j < FEATURES; j++) {
                sum[j] *= factor;
            }
        }
        return sum;
    }

    private static double factor(double[] gradient) {
        double length = 0;
        for (double value : gradient) {
            length += value * value;
        }
        return Math.min(1, NORM / Math.sqrt(length));
    }

    private static List<double[]> normalized(List<double[]> features) {
        double[] mean = new double[FEATURES];
        double[] square = new double[FEATURES];
        for (double[] row : features) {
            for (int j = 0; j < FEATURES; j++) {
                mean[j] += row[j] / features.size();
                square[j] += row[j] * row[j] / features.size();
            }
        }
        List<double[]> normalized = new ArrayList<>();
        for (double[] row : features) {
            double[] values = new double[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                values[j] = (row[j] - mean[j]) / Math.sqrt(square[j] - mean[j] * mean[j]);
            }
            normalized.add(values);
        }
        return normalized;
    }
}
