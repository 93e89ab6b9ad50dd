package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * EMNIST (Cohen et al. 2017, arXiv:1702.05373): handwritten letters and digits of 28 × 28 pixels, in IDX files, gzipped or not. The
 * files hold the images with rows and columns exchanged, and number letters from 1; both is put right here.
 *
 * <p>Features are {@code [1, 28, 28]} in [0, 1], ink 1, upright; targets are one-hot.
 */
public final class Emnist {
    private static final int SIDE = 28;

    private Emnist() {}

    /** The splits in which EMNIST is published. */
    public enum Part {
        /** Digits, capital and small letters, as often as they were written. */
        BYCLASS(62, 0),
        /** The same with letters merged whose capitals look alike. */
        BYMERGE(47, 0),
        /** The merged classes, equally often. */
        BALANCED(47, 0),
        /** Letters, capital and small ones together: class 0 is A. */
        LETTERS(26, 1),
        /** Digits, equally often. */
        DIGITS(10, 0),
        /** As many digits as MNIST has. */
        MNIST(10, 0);

        private final int classes;
        private final int first;

        Part(int classes, int first) {
            this.classes = classes;
            this.first = first;
        }

        /**
         * The number of classes.
         *
         * @return the size of targets
         */
        public int classes() {
            return classes;
        }
    }

    /**
     * The training images.
     *
     * @param directory where {@code emnist-PART-train-images-idx3-ubyte} and {@code ...-labels-idx1-ubyte} lie, perhaps with
     *     ending {@code .gz}
     * @param part which part
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train(Path directory, Part part) throws IOException {
        return read(directory, part, "train");
    }

    /**
     * The test images.
     *
     * @param directory where {@code emnist-PART-test-images-idx3-ubyte} and {@code ...-labels-idx1-ubyte} lie, perhaps with
     *     ending {@code .gz}
     * @param part which part
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test(Path directory, Part part) throws IOException {
        return read(directory, part, "test");
    }

    private static Dataset read(Path directory, Part part, String kind) throws IOException {
        String prefix = "emnist-" + part.name().toLowerCase(Locale.ROOT) + "-" + kind;
        IdxFile images = IdxFile.read(find(directory, prefix + "-images-idx3-ubyte"));
        IdxFile labels = IdxFile.read(find(directory, prefix + "-labels-idx1-ubyte"));
        int[] shape = images.shape();
        if (shape.length != 3 || shape[1] != SIDE || shape[2] != SIDE) {
            throw new DataFileException(
                    images.file(),
                    "images must be [count, 28, 28], found " + Arrays.toString(shape) + ": is it the right file?");
        }
        if (labels.shape().length != 1 || labels.shape()[0] != shape[0]) {
            throw new DataFileException(
                    labels.file(),
                    "there must be one label for each of the " + shape[0] + " images, found "
                            + Arrays.toString(labels.shape()) + ": take both files from one source");
        }
        int[] classes = new int[shape[0]];
        byte[][] upright = new byte[shape[0]][];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (labels.sharedElements()[i] & 0xff) - part.first;
            if (classes[i] < 0 || classes[i] >= part.classes) {
                throw new DataFileException(
                        labels.file(),
                        "label " + i + " must be in [" + part.first + ", " + (part.first + part.classes - 1)
                                + "], found " + (labels.sharedElements()[i] & 0xff) + ": is it the right file?");
            }
            upright[i] = upright(images.sharedElements(), i * SIDE * SIDE);
        }
        return new ByteImages("EMNIST " + prefix.substring(7), upright, classes, part.classes, 1, SIDE, SIDE);
    }

    private static byte[] upright(byte[] pixels, int from) {
        byte[] image = new byte[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                image[row * SIDE + column] = pixels[from + column * SIDE + row];
            }
        }
        return image;
    }

    private static Path find(Path directory, String name) throws DataFileException {
        return Stream.of(name, name + ".gz")
                .map(directory::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new DataFileException(
                        directory,
                        "neither " + name + " nor " + name + ".gz is here: pass the folder of EMNIST's files"));
    }
}
