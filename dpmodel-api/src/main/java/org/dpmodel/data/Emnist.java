package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * EMNIST (Cohen et al. 2017, arXiv:1702.05373): handwritten letters and digits of 28 × 28 pixels, in IDX files, gzipped
 * or not. In the files, rows and columns of images are exchanged and letters are numbered from 1; this class corrects
 * both.
 *
 * <p>Features are {@code [1, 28, 28]} in [0, 1], ink 1, upright; targets are one-hot.
 */
public final class Emnist {
    private static final int SIDE = IdxImages.SIDE;
    private static final String CURE = "pass the folder of EMNIST's files";

    private Emnist() {}

    /** The splits in which EMNIST is published. */
    public enum Part {
        /** Digits, uppercase and lowercase letters, as often as they were written. */
        BYCLASS(62, 0),
        /** The same, with uppercase and lowercase merged for letters that look alike. */
        BYMERGE(47, 0),
        /** The merged classes, equally often. */
        BALANCED(47, 0),
        /** Letters, uppercase and lowercase together: class 0 is A. */
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
     * @param directory the folder of {@code emnist-PART-train-images-idx3-ubyte} and {@code ...-labels-idx1-ubyte},
     *     possibly with the extension {@code .gz}
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
     * @param directory the folder of {@code emnist-PART-test-images-idx3-ubyte} and {@code ...-labels-idx1-ubyte},
     *     possibly with the extension {@code .gz}
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
        IdxFile images = IdxImages.images(IdxImages.find(directory, prefix + "-images-idx3-ubyte", CURE));
        Path labels = IdxImages.find(directory, prefix + "-labels-idx1-ubyte", CURE);
        return IdxImages.dataset(
                "EMNIST " + prefix.substring(7),
                upright(images.sharedElements()),
                labels,
                IdxImages.labels(labels, images),
                part.first,
                part.classes,
                SIDE);
    }

    private static byte[] upright(byte[] pixels) {
        byte[] turned = new byte[pixels.length];
        for (int from = 0; from < pixels.length; from += SIDE * SIDE) {
            for (int row = 0; row < SIDE; row++) {
                for (int column = 0; column < SIDE; column++) {
                    turned[from + row * SIDE + column] = pixels[from + column * SIDE + row];
                }
            }
        }
        return turned;
    }
}
