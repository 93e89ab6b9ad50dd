package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Objects;

/** Images of any shape, turned into floats in [0, 1] when copied. */
final class ByteImages extends LabeledImages {
    private final byte[][] pixels;
    private final long[] shape;

    /** Takes over {@code pixels}, each {@code [channel, row, column]}, and {@code labels}, already checked. */
    ByteImages(String name, byte[][] pixels, int[] labels, int classes, long... shape) {
        super(name, labels, classes);
        this.pixels = pixels;
        this.shape = shape;
    }

    @Override
    public long[] featureShape() {
        return shape.clone();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        Objects.checkIndex(index, size());
        float[] image = new float[pixels[index].length];
        for (int i = 0; i < image.length; i++) {
            image[i] = share(pixels[index][i]);
        }
        destination.put(image);
    }
}
