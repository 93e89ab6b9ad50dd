package org.dpmodel.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 and CIFAR-100 (Krizhevsky 2009), color images of 32 × 32 pixels, in their "binary version": records of one label, or of
 * a coarse and a fine one, and 3,072 bytes, channel by channel.
 *
 * <p>Features are {@code [3, 32, 32]} in [0, 1], red, green and blue; targets are one-hot.
 */
public final class Cifar {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final int TEN = 10;
    private static final int COARSE = 20;
    private static final int HUNDRED = 100;

    private Cifar() {}

    /**
     * The training images of CIFAR-10.
     *
     * @param directory the folder of {@code data_batch_1.bin} to {@code data_batch_5.bin}
     * @return the dataset; targets {@code [10]}
     * @throws DataFileException if a file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train10(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int batch = 1; batch <= 5; batch++) {
            files.add(directory.resolve("data_batch_" + batch + ".bin"));
        }
        return read("CIFAR-10 train", files, 1, TEN);
    }

    /**
     * The test images of CIFAR-10.
     *
     * @param directory the folder of {@code test_batch.bin}
     * @return the dataset; targets {@code [10]}
     * @throws DataFileException if the file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test10(Path directory) throws IOException {
        return read("CIFAR-10 test", List.of(directory.resolve("test_batch.bin")), 1, TEN);
    }

    /**
     * The training images of CIFAR-100 with their fine labels.
     *
     * @param directory the folder of {@code train.bin}
     * @return the dataset; targets {@code [100]}
     * @throws DataFileException if the file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset train100(Path directory) throws IOException {
        return read("CIFAR-100 train", List.of(directory.resolve("train.bin")), 2, HUNDRED);
    }

    /**
     * The test images of CIFAR-100 with their fine labels.
     *
     * @param directory the folder of {@code test.bin}
     * @return the dataset; targets {@code [100]}
     * @throws DataFileException if the file is missing, damaged or wrong
     * @throws IOException if reading fails
     */
    public static Dataset test100(Path directory) throws IOException {
        return read("CIFAR-100 test", List.of(directory.resolve("test.bin")), 2, HUNDRED);
    }

    /** If there are several labels in front of each image, the last one counts. */
    private static Dataset read(String name, List<Path> files, int labels, int classes) throws IOException {
        List<byte[]> images = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                read(file, in, labels, classes, images, found);
            } catch (NoSuchFileException e) {
                throw new DataFileException(
                        file,
                        "no such file: pass the folder of the binary version of " + name.replaceAll(" .*", ""),
                        e);
            }
        }
        int[] all = found.stream().mapToInt(Integer::intValue).toArray();
        return new ByteImages(name, images.toArray(byte[][]::new), all, classes, 3, SIDE, SIDE);
    }

    private static void read(
            Path file, InputStream in, int labels, int classes, List<byte[]> images, List<Integer> found)
            throws IOException {
        int record = 0;
        for (byte[] head = in.readNBytes(labels); head.length > 0; head = in.readNBytes(labels)) {
            byte[] image = in.readNBytes(PIXELS);
            if (head.length < labels || image.length < PIXELS) {
                throw new DataFileException(
                        file,
                        "the file must consist of records of " + (labels + PIXELS)
                                + " bytes, found a shorter one after " + record
                                + " of them: fetch it again, or pass the other CIFAR");
            }
            boolean plausible = (head[labels - 1] & 0xff) < classes && (labels == 1 || (head[0] & 0xff) < COARSE);
            if (!plausible) {
                throw new DataFileException(
                        file,
                        "the labels of record " + record + " must be below " + (labels == 1 ? "" : COARSE + " and ")
                                + classes + ", found " + (head[0] & 0xff)
                                + (labels == 1 ? "" : " and " + (head[1] & 0xff)) + ": is it the right file?");
            }
            found.add(head[labels - 1] & 0xff);
            images.add(image);
            record++;
        }
        if (record == 0) {
            throw new DataFileException(file, "the file is empty: fetch it again");
        }
    }
}
