package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * QMNIST (Yadav and Bottou 2019, arXiv:1905.10498): MNIST rebuilt with 60,000 test images and the writer of each digit.
 * Images are IDX files of bytes, labels of int32 in 8 columns, gzipped or not: the digit first, the writer third.
 *
 * <p>Features are {@code [1, 28, 28]} in [0, 1], ink 1; targets are one-hot {@code [10]}.
 */
public final class Qmnist {
    private static final String CURE = "pass the folder of QMNIST's files";
    private static final int COLUMNS = 8;
    private static final int WRITER = 2;
    private static final int CLASSES = 10;

    private Qmnist() {}

    /**
     * The training images.
     *
     * @param directory the folder of {@code qmnist-train-images-idx3-ubyte} and {@code qmnist-train-labels-idx2-int},
     *     possibly with the extension {@code .gz}
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train(Path directory) throws IOException {
        return read(directory, "train");
    }

    /**
     * The test images.
     *
     * @param directory the folder of {@code qmnist-test-images-idx3-ubyte} and {@code qmnist-test-labels-idx2-int},
     *     possibly with the extension {@code .gz}
     * @return the dataset
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test(Path directory) throws IOException {
        return read(directory, "test");
    }

    /**
     * The writers of the training images; each person wrote many.
     *
     * @param directory the folder of {@code qmnist-train-labels-idx2-int}, possibly with the extension {@code .gz}
     * @return the writer's number for each image
     * @throws DataFileException if the file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static int[] trainWriters(Path directory) throws IOException {
        return column(labels(directory, "train"), WRITER);
    }

    private static Dataset read(Path directory, String kind) throws IOException {
        IdxFile images = IdxImages.images(IdxImages.find(directory, "qmnist-" + kind + "-images-idx3-ubyte", CURE));
        IdxFile labels = labels(directory, kind);
        IdxImages.requireOneEach(labels, images, true);
        return IdxImages.dataset(
                "QMNIST " + kind,
                images.sharedElements(),
                labels.file(),
                column(labels, 0),
                0,
                CLASSES,
                IdxImages.SIDE);
    }

    private static IdxFile labels(Path directory, String kind) throws IOException {
        IdxFile labels = IdxFile.readAny(IdxImages.find(directory, "qmnist-" + kind + "-labels-idx2-int", CURE));
        if (labels.shape().length != 2 || labels.shape()[1] != COLUMNS) {
            throw new DataFileException(
                    labels.file(),
                    "labels must be [count, 8], found " + Arrays.toString(labels.shape()) + ": is it the right file?");
        }
        return labels;
    }

    private static int[] column(IdxFile labels, int column) {
        double[] values = labels.values();
        return IntStream.range(0, labels.shape()[0])
                .map(row -> (int) values[row * COLUMNS + column])
                .toArray();
    }
}
