package org.dpmodel.cli.report;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dpmodel.Losses;
import org.dpmodel.cli.options.Model;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.training.ForwardRunner;
import org.dpmodel.training.Parameters;

/**
 * How a model classifies test digits.
 *
 * @param dataset the name of the digits
 * @param counts of examples by true digit (row) and read digit (column)
 * @param undecided examples with an output that is NaN
 * @param misread the misclassified digits, those with the highest confidence first
 */
record DigitTest(String dataset, long[][] counts, long undecided, List<DigitTest.Misread> misread) {
    private static final int SHOWN = 24;

    /**
     * A misclassified digit.
     *
     * @param index its position in the dataset
     * @param meant the true digit
     * @param read the digit with the largest output
     * @param certainty its softmax probability
     * @param pixels the picture, row-major
     */
    record Misread(int index, int meant, int read, double certainty, float[] pixels) {}

    /**
     * Tests a model.
     *
     * @param network the model
     * @param digits the digits in the form that it takes
     * @param pictures the same digits as images
     */
    static DigitTest of(
            NetworkGraph network, Dataset digits, Dataset pictures, EngineDevice device, ExecutionOptions options) {
        float[][] outputs;
        try (ForwardRunner runner =
                new ForwardRunner(network, Losses.softmaxCrossEntropy(), device, options, new Parameters(network))) {
            outputs = runner.predict(digits);
        }
        long[][] counts = new long[Model.CLASSES][Model.CLASSES];
        long undecided = 0;
        List<Misread> misread = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            int meant = largest(target(digits, i));
            int read = largest(outputs[i]);
            if (read < 0) {
                undecided++;
                continue;
            }
            counts[meant][read]++;
            if (read != meant) {
                misread.add(new Misread(i, meant, read, certainty(outputs[i], read), new float[0]));
            }
        }
        List<Misread> shown = misread.stream()
                .sorted(Comparator.comparingDouble(Misread::certainty)
                        .reversed()
                        .thenComparingInt(Misread::index))
                .limit(SHOWN)
                .map(one -> new Misread(
                        one.index(), one.meant(), one.read(), one.certainty(), pixels(pictures, one.index())))
                .toList();
        return new DigitTest(digits.name(), counts, undecided, shown);
    }

    private static float[] target(Dataset digits, int index) {
        FloatBuffer target = FloatBuffer.allocate(Model.CLASSES);
        digits.copyTarget(index, target);
        return target.array();
    }

    private static float[] pixels(Dataset digits, int index) {
        int size = 1;
        for (long dimension : digits.featureShape()) {
            size *= Math.toIntExact(dimension);
        }
        FloatBuffer pixels = FloatBuffer.allocate(size);
        digits.copyFeatures(index, pixels);
        return pixels.array();
    }

    /** The index of the largest value; -1 if one is NaN. */
    private static int largest(float[] values) {
        int best = 0;
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                return -1;
            }
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static double certainty(float[] outputs, int read) {
        double sum = 0;
        for (float output : outputs) {
            sum += Math.exp((double) output - outputs[read]);
        }
        return 1 / sum;
    }

    long examples() {
        return undecided + sum(counts);
    }

    private static long sum(long[]... rows) {
        long sum = 0;
        for (long[] row : rows) {
            for (long count : row) {
                sum += count;
            }
        }
        return sum;
    }

    long correct() {
        long correct = 0;
        for (int digit = 0; digit < counts.length; digit++) {
            correct += counts[digit][digit];
        }
        return correct;
    }

    double accuracy() {
        return (double) correct() / examples();
    }

    /** The fraction of the examples of a digit that were classified correctly; NaN if there are none. */
    double recall(int digit) {
        return (double) counts[digit][digit] / sum(counts[digit]);
    }

    /** The digit with the lowest fraction of correct classifications. */
    int worst() {
        int worst = 0;
        for (int digit = 0; digit < counts.length; digit++) {
            worst = recall(digit) < recall(worst) || Double.isNaN(recall(worst)) ? digit : worst;
        }
        return worst;
    }
}
