package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * Examples in memory, copied from arrays into one contiguous block. Every number must be finite: a NaN in the data
 * would otherwise produce an example that silently contributes nothing.
 */
public final class ArrayDataset implements Dataset {
    private final String name;
    private final int size;
    private final long[] featureShape;
    private final float[] features;
    private final int featureSize;
    private final Targets targets;

    private ArrayDataset(String name, float[][] features, long[] featureShape, Targets targets) {
        this.name = Objects.requireNonNull(name, "name");
        this.size = features.length;
        this.featureShape = featureShape.clone();
        this.featureSize = elements("featureShape", featureShape);
        this.features = flatten("features", name, features, featureSize);
        this.targets = targets;
    }

    /**
     * Examples of numbered classes; the targets are one-hot.
     *
     * @param name the dataset's name
     * @param features each example's features, row-major
     * @param featureShape the shape of one example's features, for example {@code [1, 32, 32]} or {@code [20]}
     * @param labels each example's class, in [0, classes)
     * @param classes the number of classes; at least 2
     * @return a copy of the data
     * @throws IllegalArgumentException if lengths disagree, a number is not finite or a label is out of range
     */
    public static ArrayDataset classification(
            String name, float[][] features, long[] featureShape, int[] labels, int classes) {
        Require.atLeast("classes", classes, 2, "pass the number of classes");
        checkCount("labels", name, labels.length, features.length);
        for (int example = 0; example < labels.length; example++) {
            OneHot.check(labels[example], classes, example, name);
        }
        return new ArrayDataset(name, features, featureShape, new Labels(labels.clone(), classes));
    }

    /**
     * Examples of numbered classes; the target is the number of the class, as {@code Losses.sparseSoftmaxCrossEntropy()}
     * takes it.
     *
     * @param name the dataset's name
     * @param features each example's features, row-major
     * @param featureShape the shape of one example's features, for example {@code [20]}
     * @param labels each example's class, in [0, classes)
     * @param classes the number of classes; at least 2
     * @return a copy of the data
     * @throws IllegalArgumentException if lengths disagree, a number is not finite or a label is out of range
     */
    public static ArrayDataset indexed(
            String name, float[][] features, long[] featureShape, int[] labels, int classes) {
        Require.atLeast("classes", classes, 2, "pass the number of classes");
        checkCount("labels", name, labels.length, features.length);
        float[] numbers = new float[labels.length];
        for (int example = 0; example < labels.length; example++) {
            OneHot.check(labels[example], classes, example, name);
            numbers[example] = labels[example];
        }
        return new ArrayDataset(name, features, featureShape, new Values(numbers, 1, new long[0]));
    }

    /**
     * Examples with real-valued targets.
     *
     * @param name the dataset's name
     * @param features each example's features, row-major
     * @param featureShape the shape of one example's features, for example {@code [20]}
     * @param targets each example's target, row-major
     * @param targetShape the shape of one example's target, for example {@code [1]}
     * @return a copy of the data
     * @throws IllegalArgumentException if lengths disagree or a number is not finite
     */
    public static ArrayDataset regression(
            String name, float[][] features, long[] featureShape, float[][] targets, long[] targetShape) {
        checkCount("targets", name, targets.length, features.length);
        int targetSize = elements("targetShape", targetShape);
        float[] values = flatten("targets", name, targets, targetSize);
        return new ArrayDataset(name, features, featureShape, new Values(values, targetSize, targetShape.clone()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long[] featureShape() {
        return featureShape.clone();
    }

    @Override
    public long[] targetShape() {
        return targets.shape();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        Objects.checkIndex(index, size);
        destination.put(features, index * featureSize, featureSize);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        Objects.checkIndex(index, size);
        targets.copy(index, destination);
    }

    private static int elements(String name, long[] shape) {
        long elements = 1;
        for (long axis : shape) {
            Require.atLeast(name + " axis", axis, 1, "pass the shape of one example, without the batch axis");
            elements = Math.multiplyExact(elements, axis);
        }
        return Math.toIntExact(elements);
    }

    private static void checkCount(String what, String dataset, int found, int expected) {
        if (found != expected) {
            throw Require.broken(
                    "the number of " + what + " of " + dataset,
                    "must be the number of examples " + expected,
                    found,
                    "pass one for each example");
        }
    }

    private static float[] flatten(String what, String dataset, float[][] rows, int rowSize) {
        if ((long) rows.length * rowSize > Integer.MAX_VALUE - 8) {
            throw Require.broken(
                    "the number of elements in the " + what + " of " + dataset,
                    "must fit one array, 2³¹ − 9",
                    (long) rows.length * rowSize,
                    "implement Dataset over your own storage");
        }
        float[] flat = new float[rows.length * rowSize];
        for (int row = 0; row < rows.length; row++) {
            String rowName = what + " of example " + row + " of " + dataset;
            if (rows[row].length != rowSize) {
                throw Require.broken(
                        rowName,
                        "must have " + rowSize + " elements",
                        rows[row].length,
                        "pass as many as the shape has");
            }
            for (float value : rows[row]) {
                Require.finite(rowName, value, "repair or leave out the example, without looking at others");
            }
            System.arraycopy(rows[row], 0, flat, row * rowSize, rowSize);
        }
        return flat;
    }

    @Override
    public String toString() {
        return name + ": " + size + " examples of " + Arrays.toString(featureShape);
    }

    private interface Targets {
        long[] shape();

        void copy(int index, FloatBuffer destination);
    }

    private static final class Labels implements Targets {
        private final int[] labels;
        private final int classes;

        Labels(int[] labels, int classes) {
            this.labels = labels;
            this.classes = classes;
        }

        @Override
        public long[] shape() {
            return new long[] {classes};
        }

        @Override
        public void copy(int index, FloatBuffer destination) {
            OneHot.put(labels[index], classes, destination);
        }
    }

    private static final class Values implements Targets {
        private final float[] values;
        private final int size;
        private final long[] shape;

        Values(float[] values, int size, long[] shape) {
            this.values = values;
            this.size = size;
            this.shape = shape;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        @Override
        public void copy(int index, FloatBuffer destination) {
            destination.put(values, index * size, size);
        }
    }
}
