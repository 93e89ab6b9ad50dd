package org.dpmodel.cli.benchmark;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.dpmodel.data.Dataset;

/** Random numbers, or ids, with random classes: the time of a step does not depend on what it learns. */
final class RandomExamples implements Dataset {
    /**
     * The number of values that are kept, 256 MiB: enough for all of MNIST; larger examples repeat from some index on.
     */
    private static final int KEPT = 1 << 26;

    private final int examples;
    private final long[] shape;
    private final int classes;
    private final float[][] features;

    private RandomExamples(int examples, int classes, int ids, long... shape) {
        this.examples = examples;
        this.shape = shape;
        this.classes = classes;
        int size = 1;
        for (long dim : shape) {
            size = Math.multiplyExact(size, Math.toIntExact(dim));
        }
        SplittableRandom random = new SplittableRandom(1);
        features = new float[Math.min(examples, Math.max(1, KEPT / size))][size];
        for (float[] example : features) {
            for (int i = 0; i < size; i++) {
                example[i] = ids > 0 ? random.nextInt(ids) : (float) random.nextDouble();
            }
        }
    }

    static RandomExamples images(int examples, int classes, long... shape) {
        return new RandomExamples(examples, classes, 0, shape);
    }

    static RandomExamples texts(int examples, int classes, int length, int vocabulary) {
        return new RandomExamples(examples, classes, vocabulary, length);
    }

    @Override
    public String name() {
        return "random examples";
    }

    @Override
    public int size() {
        return examples;
    }

    @Override
    public long[] featureShape() {
        return shape.clone();
    }

    @Override
    public long[] targetShape() {
        return new long[] {classes};
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        destination.put(features[index % features.length]);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        for (int i = 0; i < classes; i++) {
            destination.put(i == index % classes ? 1 : 0);
        }
    }
}
