package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.dpmodel.validation.Require;

/**
 * Square images of one channel, turned into floats in [0, 1] when copied, and padded with zeros on all sides if a larger
 * size is requested.
 */
final class GrayscaleImages extends LabeledImages {
    private final Supplier<byte[]> pixels;
    private final int imageSide;
    private final int side;

    /** Takes over {@code pixels}, {@code [image, row, column]}, and {@code labels}, already checked. */
    GrayscaleImages(String name, byte[] pixels, int imageSide, int[] labels, int classes, int side) {
        this(name, () -> pixels, imageSide, labels, classes, side);
    }

    /** Asks for the pixels whenever an image is copied, for images that are made when the first is needed. */
    GrayscaleImages(String name, Supplier<byte[]> pixels, int imageSide, int[] labels, int classes, int side) {
        super(name, labels, classes);
        if (side < imageSide || (side - imageSide) % 2 != 0) {
            throw Require.broken(
                    "side",
                    "must be " + imageSide + " or larger by an even number",
                    side,
                    "pass 32 for LeNet-5, 28 for unpadded images");
        }
        this.pixels = pixels;
        this.imageSide = imageSide;
        this.side = side;
    }

    @Override
    public long[] featureShape() {
        return new long[] {1, side, side};
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        Objects.checkIndex(index, size());
        byte[] all = pixels.get();
        float[] image = new float[side * side];
        int margin = (side - imageSide) / 2;
        int from = index * imageSide * imageSide;
        int to = margin * side + margin;
        for (int row = 0; row < imageSide; row++, from += imageSide, to += side) {
            for (int column = 0; column < imageSide; column++) {
                image[to + column] = share(all[from + column]);
            }
        }
        destination.put(image);
    }
}
