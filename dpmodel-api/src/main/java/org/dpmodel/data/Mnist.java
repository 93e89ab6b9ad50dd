package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The MNIST handwritten digits (LeCun, Cortes and Burges): 60,000 training and 10,000 test images of 28 × 28 pixels, in
 * four IDX files, gzipped or not. Datasets with the same files and other images (Fashion-MNIST, KMNIST) read alike.
 *
 * <p>Features are {@code [1, side, side]} in [0, 1], ink 1; targets are one-hot {@code [10]}.
 */
public final class Mnist {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final int IMAGE_SIDE = 28;
    private static final int LENET_SIDE = 32;
    private static final int CLASSES = 10;

    private Mnist() {}

    /**
     * Reads the training images, padded with zeros to the 32 × 32 pixels that LeNet-5 expects.
     *
     * @param directory where {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte} lie, perhaps with
     *     ending {@code .gz}
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train(Path directory) throws IOException {
        return train(directory, LENET_SIDE);
    }

    /**
     * Reads the training images.
     *
     * @param directory where {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte} lie, perhaps with
     *     ending {@code .gz}
     * @param side the side of the square images: 28 as they are, or a larger even number to pad them with zeros
     * @return the dataset
     * @throws IllegalArgumentException if {@code side} is below 28 or odd
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train(Path directory, int side) throws IOException {
        return read("MNIST train", directory, TRAIN_IMAGES, TRAIN_LABELS, side);
    }

    /**
     * Reads the test images, padded with zeros to the 32 × 32 pixels that LeNet-5 expects.
     *
     * @param directory where {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} lie, perhaps with ending
     *     {@code .gz}
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test(Path directory) throws IOException {
        return test(directory, LENET_SIDE);
    }

    /**
     * Reads the test images.
     *
     * @param directory where {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} lie, perhaps with ending
     *     {@code .gz}
     * @param side the side of the square images: 28 as they are, or a larger even number to pad them with zeros
     * @return the dataset
     * @throws IllegalArgumentException if {@code side} is below 28 or odd
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test(Path directory, int side) throws IOException {
        return read("MNIST test", directory, TEST_IMAGES, TEST_LABELS, side);
    }

    private static Dataset read(String name, Path directory, String imageFile, String labelFile, int side)
            throws IOException {
        IdxFile images = IdxFile.read(find(directory, imageFile));
        IdxFile labels = IdxFile.read(find(directory, labelFile));
        int[] shape = images.shape();
        if (shape.length != 3 || shape[1] != IMAGE_SIDE || shape[2] != IMAGE_SIDE) {
            throw new DataFileException(
                    images.file(),
                    "images must be [count, 28, 28], found " + Arrays.toString(shape) + ": is it the right file?");
        }
        if (labels.shape().length != 1 || labels.shape()[0] != shape[0]) {
            throw new DataFileException(
                    labels.file(),
                    "there must be one label for each of the " + shape[0] + " images in "
                            + images.file().getFileName() + ", found " + Arrays.toString(labels.shape())
                            + ": take both files from one source");
        }
        byte[] classes = labels.sharedElements();
        for (int example = 0; example < classes.length; example++) {
            if ((classes[example] & 0xff) >= CLASSES) {
                throw new DataFileException(
                        labels.file(),
                        "label " + example + " must be in [0, 9], found " + (classes[example] & 0xff)
                                + ": is it the right file?");
            }
        }
        return new GrayscaleImages(name, images.sharedElements(), IMAGE_SIDE, classes, CLASSES, side);
    }

    private static Path find(Path directory, String name) throws DataFileException {
        List<Path> candidates = List.of(directory.resolve(name), directory.resolve(name + ".gz"));
        for (Path candidate : candidates) {
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        throw new DataFileException(
                directory,
                "neither " + name + " nor " + name + ".gz is here: pass the directory of the four MNIST files, or fetch"
                        + " them by MnistDownload");
    }
}
