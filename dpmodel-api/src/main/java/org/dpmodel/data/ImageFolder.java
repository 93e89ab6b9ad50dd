package org.dpmodel.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dpmodel.validation.Require;

/**
 * PNG and JPEG files in one folder per class. All must have the same size; nothing is resized, cropped or left out.
 *
 * <p>Features are {@code [channels, height, width]} in [0, 1]; targets are one-hot. Color is converted to gray with the
 * weights 0.299, 0.587 and 0.114 (ITU-R BT.601, as Pillow's {@code convert("L")}), and gray to color by repeating it.
 */
public final class ImageFolder {
    private static final int SAMPLE_BITS = 8;
    private static final int RED = 19595;
    private static final int GREEN = 38470;
    private static final int BLUE = 7471;
    private static final int HALF = 1 << 15;
    private static final int COLORS = 3;

    private ImageFolder() {}

    /**
     * Reads images into memory, in the order of classes and of their files' names.
     *
     * @param directory contains a folder named after each class
     * @param channels 1 for gray, 3 for red, green and blue
     * @param height rows of each image
     * @param width columns of each image
     * @param classes names of the folders, in the order of the network's outputs; given, since which classes occur in private data
     *     is private
     * @return the dataset
     * @throws IllegalArgumentException if a number is out of range
     * @throws DataFileException if a folder is missing or unexpected, or a file is not such an image
     * @throws IOException if reading fails
     */
    public static Dataset read(Path directory, int channels, int height, int width, String... classes)
            throws IOException {
        check(channels, height, width);
        Require.atLeast("the number of classes", classes.length, 2, "pass the names of the folders");
        for (Path entry : sorted(directory)) {
            if (!List.of(classes).contains(entry.getFileName().toString())) {
                throw new DataFileException(
                        entry, "must be the folder of one of the classes " + List.of(classes) + ": move it away");
            }
        }
        List<byte[]> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.length; label++) {
            Path folder = directory.resolve(classes[label]);
            if (!Files.isDirectory(folder)) {
                throw new DataFileException(
                        folder, "the folder of a class is missing: create it, empty if the class has no images");
            }
            for (Path file : sorted(folder)) {
                pixels.add(image(file, channels, height, width));
                labels.add(label);
            }
        }
        int[] all = labels.stream().mapToInt(Integer::intValue).toArray();
        String name = String.valueOf(directory.getFileName());
        return new ByteImages(name, pixels.toArray(byte[][]::new), all, classes.length, channels, height, width);
    }

    /**
     * Reads images without classes into memory, for prediction. The target of each is 1, a single class.
     *
     * @param files PNG and JPEG files, in the order of the dataset
     * @param channels 1 for gray, 3 for red, green and blue
     * @param height rows of each image
     * @param width columns of each image
     * @return the dataset
     * @throws IllegalArgumentException if there are no files, or a number is out of range
     * @throws DataFileException if a file is no such image
     * @throws IOException if reading fails
     */
    public static Dataset readFiles(List<Path> files, int channels, int height, int width) throws IOException {
        check(channels, height, width);
        Require.atLeast("the number of files", files.size(), 1, "pass at least one image");
        byte[][] pixels = new byte[files.size()][];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = image(files.get(i), channels, height, width);
        }
        return new ByteImages("images", pixels, new int[pixels.length], 1, channels, height, width);
    }

    private static void check(int channels, int height, int width) {
        if (channels != 1 && channels != COLORS) {
            throw Require.broken("channels", "must be 1 or 3", channels, "pass 1 for gray and 3 for color");
        }
        Require.atLeast("height", height, 1, "pass the rows of each image");
        Require.atLeast("width", width, 1, "pass the columns of each image");
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static byte[] image(Path file, int channels, int height, int width) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        BufferedImage image = null;
        if (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            try (InputStream in = Files.newInputStream(file)) {
                image = ImageIO.read(in);
            } catch (IOException e) {
                throw new DataFileException(file, "the image is damaged (" + e.getMessage() + "): write it again", e);
            }
        }
        if (image == null) {
            throw new DataFileException(file, "must be a PNG or JPEG image: convert it, or move it away");
        }
        if (image.getHeight() != height || image.getWidth() != width) {
            throw new DataFileException(
                    file,
                    "must have " + height + " rows and " + width + " columns, found " + image.getHeight() + " and "
                            + image.getWidth() + ": resize all images to one size first");
        }
        byte[] pixels = new byte[channels * height * width];
        int[] color = new int[COLORS];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                color(file, image, row, column, color);
                int at = row * width + column;
                if (channels == 1) {
                    pixels[at] = (byte) gray(color);
                } else {
                    for (int channel = 0; channel < COLORS; channel++) {
                        pixels[channel * height * width + at] = (byte) color[channel];
                    }
                }
            }
        }
        return pixels;
    }

    private static int gray(int[] color) {
        return (RED * color[0] + GREEN * color[1] + BLUE * color[2] + HALF) >> Short.SIZE;
    }

    /** The stored samples, since Java's own conversion of gray uses a different gamma. */
    private static void color(Path file, BufferedImage image, int row, int column, int[] color) throws IOException {
        int bands = image.getRaster().getNumBands();
        if (image.getColorModel() instanceof IndexColorModel
                && !image.getColorModel().hasAlpha()) {
            int packed = image.getRGB(column, row);
            color[0] = packed >> 16 & 0xff;
            color[1] = packed >> 8 & 0xff;
            color[2] = packed & 0xff;
        } else if (image.getSampleModel().getSampleSize(0) == SAMPLE_BITS && (bands == 1 || bands == COLORS)) {
            for (int channel = 0; channel < COLORS; channel++) {
                color[channel] = image.getRaster().getSample(column, row, Math.min(channel, bands - 1));
            }
        } else {
            throw new DataFileException(
                    file,
                    "must be gray or color with 8 bits per channel and no transparency, found " + bands
                            + " channels of " + image.getSampleModel().getSampleSize(0) + " bits: convert it");
        }
    }
}
