package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The common format of MNIST and its relatives: images of 28 × 28 bytes in one IDX file, and as many labels in another.
 */
final class IdxImages {
    /** Rows and columns of an image. */
    static final int SIDE = 28;

    private IdxImages() {}

    /** A file, gzipped or not. */
    static Path find(Path directory, String name, String cure) throws DataFileException {
        return Stream.of(name, name + ".gz")
                .map(directory::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new DataFileException(directory, "neither " + name + " nor " + name + ".gz is here: " + cure));
    }

    /** Reads {@code [count, 28, 28]}. */
    static IdxFile images(Path file) throws IOException {
        IdxFile images = IdxFile.read(file);
        int[] shape = images.shape();
        if (shape.length != 3 || shape[1] != SIDE || shape[2] != SIDE) {
            throw new DataFileException(
                    images.file(),
                    "images must be [count, 28, 28], found " + Arrays.toString(shape) + ": is it the right file?");
        }
        return images;
    }

    /** Reads a byte for each image. */
    static int[] labels(Path file, IdxFile images) throws IOException {
        IdxFile labels = IdxFile.read(file);
        requireOneEach(labels, images, labels.shape().length == 1);
        byte[] bytes = labels.sharedElements();
        int[] numbers = new int[bytes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bytes[i] & 0xff;
        }
        return numbers;
    }

    /** Refuses labels whose shape is not allowed, or whose number differs from that of the images. */
    static void requireOneEach(IdxFile labels, IdxFile images, boolean allowedShape) throws DataFileException {
        if (!allowedShape || labels.shape()[0] != images.shape()[0]) {
            throw new DataFileException(
                    labels.file(),
                    "there must be one label for each of the " + images.shape()[0] + " images in "
                            + images.file().getFileName() + ", found " + Arrays.toString(labels.shape())
                            + ": take both files from one source");
        }
    }

    /**
     * The images with their labels.
     *
     * @param pixels {@code [image, row, column]}, upright
     * @param numbers labels as in the file, where class 0 has the number {@code first}
     * @throws DataFileException if a label does not belong to any class
     */
    static Dataset dataset(String name, byte[] pixels, Path labelFile, int[] numbers, int first, int classes, int side)
            throws DataFileException {
        int[] labels = new int[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = numbers[i] - first;
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new DataFileException(
                        labelFile,
                        "label " + i + " must be in [" + first + ", " + (first + classes - 1) + "], found " + numbers[i]
                                + ": is it the right file?");
            }
        }
        return new GrayscaleImages(name, pixels, SIDE, labels, classes, side);
    }
}
