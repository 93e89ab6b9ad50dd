package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The MNIST handwritten digits (LeCun, Cortes and Burges): 60,000 training and 10,000 test images of 28 × 28 pixels, in
 * four IDX files, gzipped or not. Datasets with the same file formats and other images (Fashion-MNIST, KMNIST) can be
 * read too.
 *
 * <p>Features are {@code [1, side, side]} in [0, 1], ink 1; targets are one-hot {@code [10]}.
 */
public final class Mnist {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final String CURE = "pass the directory of the four MNIST files, or fetch them with MnistDownload";
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
        IdxFile images = IdxImages.images(IdxImages.find(directory, imageFile, CURE));
        Path labels = IdxImages.find(directory, labelFile, CURE);
        return IdxImages.dataset(
                name, images.sharedElements(), labels, IdxImages.labels(labels, images), 0, CLASSES, side);
    }
}
