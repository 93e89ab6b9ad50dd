package org.dpmodel.metric;

import java.util.Arrays;
import java.util.Locale;
import org.dpmodel.validation.Require;

/**
 * Counts of examples by true class (row) and predicted class (column). Examples with a NaN output have no predicted
 * class and are counted separately.
 */
public final class ConfusionMatrix implements Metric {
    private final long[][] counts;
    private final long[] undecided;

    /**
     * Starts with no example.
     *
     * @param classes the number of classes; at least 2
     * @throws IllegalArgumentException if {@code classes} is below 2
     */
    public ConfusionMatrix(int classes) {
        Require.atLeast("classes", classes, 2, "pass the number of classes");
        counts = new long[classes][classes];
        undecided = new long[classes];
    }

    @Override
    public void clear() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(undecided, 0);
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkClassifies("a confusion matrix");
        if (batch.outputs() != counts.length) {
            throw Require.broken(
                    "outputs",
                    "must be the matrix's number of classes " + counts.length,
                    batch.outputs(),
                    "create a matrix with as many classes as the network has outputs");
        }
        count(batch);
    }

    /** Counts examples; a single output is the logit of class 1 of two. */
    void count(PredictedBatch batch) {
        for (int example = 0; example < batch.count(); example++) {
            int predicted = batch.predictedClass(example);
            if (predicted < 0) {
                undecided[batch.targetClass(example)]++;
            } else {
                counts[batch.targetClass(example)][predicted]++;
            }
        }
    }

    /**
     * Gives the number of classes.
     *
     * @return at least 2
     */
    public int classes() {
        return counts.length;
    }

    /**
     * The number of examples of one class that the network assigned to another, or to the same one.
     *
     * @param trueClass the class by the target
     * @param predictedClass the class by the network
     * @return at least 0
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public long count(int trueClass, int predictedClass) {
        return counts[trueClass][predictedClass];
    }

    /**
     * Counts the examples without a predicted class, because an output was NaN.
     *
     * @return at least 0
     */
    public long undecided() {
        return Arrays.stream(undecided).sum();
    }

    /** Number of examples of a class by the target. */
    long ofClass(int trueClass) {
        return Arrays.stream(counts[trueClass]).sum() + undecided[trueClass];
    }

    /** Number of examples that the network assigned to a class. */
    long takenFor(int predictedClass) {
        return Arrays.stream(counts).mapToLong(row -> row[predictedClass]).sum();
    }

    /**
     * The accuracy: the fraction of examples on the diagonal.
     *
     * @return in [0, 1]; NaN if there were no examples
     */
    @Override
    public double eval() {
        long correct = 0;
        long total = undecided();
        for (int row = 0; row < counts.length; row++) {
            correct += counts[row][row];
            total += Arrays.stream(counts[row]).sum();
        }
        return total == 0 ? Double.NaN : (double) correct / total;
    }

    /**
     * Draws the matrix as a table: a row per true class, a column per predicted class.
     *
     * @return lines of equal length, each ended by a newline
     */
    @Override
    public String toString() {
        long largest = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
        int width = Math.max(
                        String.valueOf(largest).length(),
                        String.valueOf(classes()).length())
                + 1;
        String cell = "%" + width + "s";
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT, cell, ""));
        for (int column = 0; column < classes(); column++) {
            table.append(String.format(Locale.ROOT, cell, column));
        }
        table.append('\n');
        for (int row = 0; row < classes(); row++) {
            table.append(String.format(Locale.ROOT, cell, row));
            for (long count : counts[row]) {
                table.append(String.format(Locale.ROOT, cell, count));
            }
            table.append('\n');
        }
        return table.toString();
    }
}
