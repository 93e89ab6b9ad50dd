package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Objects;

/** Images with class labels, kept as bytes and turned into floats in [0, 1] when copied. */
final class ByteImages implements Dataset {
    private static final float FULL = 255;

    private final String name;
    private final byte[][] pixels;
    private final int[] labels;
    private final int classes;
    private final long[] shape;

    /** Takes over {@code pixels}, each {@code [channel, row, column]}, and {@code labels}, already checked. */
    ByteImages(String name, byte[][] pixels, int[] labels, int classes, long... shape) {
        this.name = name;
        this.pixels = pixels;
        this.labels = labels;
        this.classes = classes;
        this.shape = shape;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return labels.length;
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
        Objects.checkIndex(index, labels.length);
        float[] image = new float[pixels[index].length];
        for (int i = 0; i < image.length; i++) {
            image[i] = (pixels[index][i] & 0xff) / FULL;
        }
        destination.put(image);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        OneHot.put(labels[index], classes, destination);
    }
}
