package org.dpmodel.data;

import java.util.stream.IntStream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Digits that no person wrote: drawn from our own strokes with random variations, to try things out without data. They
 * look somewhat like MNIST's, but results on them say nothing about real handwriting.
 *
 * <p>Image i shows the digit i mod 10 and is a pure function of the seed and i: equal arguments give equal images on
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
        RandomStreams streams = RandomStreams.seeded(seed);
        int imageSize = DigitPen.SIDE * DigitPen.SIDE;
        byte[] pixels = new byte[Math.multiplyExact(count, imageSize)];
        int[] labels = new int[count];
        IntStream.range(0, count).parallel().forEach(image -> {
            int digit = image % DIGITS;
            DigitPen pen = new DigitPen(streams.stream(StreamPurpose.SYNTHETIC_DATA, firstImage + image));
            System.arraycopy(pen.write(digit), 0, pixels, image * imageSize, imageSize);
            labels[image] = digit;
        });
        return new GrayscaleImages(name, pixels, DigitPen.SIDE, labels, DIGITS, side);
    }
}
