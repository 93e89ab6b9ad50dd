package org.dpmodel.data;

import java.util.stream.IntStream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Synthetic digits: drawn from our own strokes with random variations, to try things out without data. They look
 * somewhat like MNIST's, but results on them say nothing about real handwriting.
 *
 * <p>The images of a dataset are drawn when the first of them is read; 60,000 take seconds. Image i shows the digit i mod 10 and is a pure function of the seed and i: equal arguments give equal images on
 * equal versions of Java. Training and test images never share randomness, whatever the seeds.
 *
 * <p>Features are {@code [1, 32, 32]} in [0, 1], ink 1, with a margin of at least two zeros, or have another requested
 * side; targets are one-hot {@code [10]}.
 */
public final class SyntheticDigits {
    private static final int DIGITS = 10;
    private static final int LENET_SIDE = 32;
    private static final long FIRST_TEST_IMAGE = 1L << 32;

    private SyntheticDigits() {}

    /**
     * Draws training images.
     *
     * @param count how many; at least 1
     * @param seed equal seeds give equal images; not a secret
     * @return the dataset
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public static Dataset train(int count, long seed) {
        return train(count, seed, LENET_SIDE);
    }

    /**
     * Draws training images of a size.
     *
     * @param count how many; at least 1
     * @param seed equal seeds give equal images; not a secret
     * @param side the side of the square images: 28, or a larger even number to pad them with zeros
     * @return the dataset
     * @throws IllegalArgumentException if {@code count} is below 1, or {@code side} is below 28 or odd
     */
    public static Dataset train(int count, long seed, int side) {
        return draw("synthetic digits train", count, seed, 0, side);
    }

    /**
     * Draws test images.
     *
     * @param count how many; at least 1
     * @param seed equal seeds give equal images; not a secret
     * @return the dataset
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public static Dataset test(int count, long seed) {
        return test(count, seed, LENET_SIDE);
    }

    /**
     * Draws test images of a size.
     *
     * @param count how many; at least 1
     * @param seed equal seeds give equal images; not a secret
     * @param side the side of the square images: 28, or a larger even number to pad them with zeros
     * @return the dataset
     * @throws IllegalArgumentException if {@code count} is below 1, or {@code side} is below 28 or odd
     */
    public static Dataset test(int count, long seed, int side) {
        return draw("synthetic digits test", count, seed, FIRST_TEST_IMAGE, side);
    }

    private static Dataset draw(String name, int count, long seed, long firstImage, int side) {
        Require.atLeast("count", count, 1, "pass the number of images to draw");
        int[] labels = IntStream.range(0, count).map(image -> image % DIGITS).toArray();
        Drawing drawing = new Drawing(count, RandomStreams.seeded(seed), firstImage);
        return new GrayscaleImages(name, drawing::pixels, DigitPen.SIDE, labels, DIGITS, side);
    }

    /** Pixels that are drawn when they are first needed: 60,000 images take seconds. */
    private static final class Drawing {
        private static final int IMAGE_SIZE = DigitPen.SIDE * DigitPen.SIDE;

        private final int count;
        private final int size;
        private final RandomStreams streams;
        private final long firstImage;
        private volatile byte[] pixels;

        Drawing(int count, RandomStreams streams, long firstImage) {
            this.count = count;
            this.size = Math.multiplyExact(count, IMAGE_SIZE);
            this.streams = streams;
            this.firstImage = firstImage;
        }

        byte[] pixels() {
            byte[] drawn = pixels;
            return drawn == null ? draw() : drawn;
        }

        private synchronized byte[] draw() {
            if (pixels == null) {
                byte[] drawn = new byte[size];
                IntStream.range(0, count).parallel().forEach(image -> {
                    DigitPen pen = new DigitPen(streams.stream(StreamPurpose.SYNTHETIC_DATA, firstImage + image));
                    System.arraycopy(pen.write(image % DIGITS), 0, drawn, image * IMAGE_SIZE, IMAGE_SIZE);
                });
                pixels = drawn;
            }
            return pixels;
        }
    }
}
