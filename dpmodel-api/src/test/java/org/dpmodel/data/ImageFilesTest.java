package org.dpmodel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR, EMNIST and folders of images, as they are published. */
class ImageFilesTest {
    private static final int CIFAR_IMAGE = 3072;

    @TempDir
    private Path folder;

    private static float[] features(Dataset dataset, int index) {
        int size = 1;
        for (long axis : dataset.featureShape()) {
            size *= (int) axis;
        }
        FloatBuffer values = FloatBuffer.allocate(size);
        dataset.copyFeatures(index, values);
        return values.array();
    }

    private static int label(Dataset dataset, int index) {
        FloatBuffer values = FloatBuffer.allocate((int) dataset.targetShape()[0]);
        dataset.copyTarget(index, values);
        for (int i = 0; i < values.capacity(); i++) {
            if (values.get(i) == 1) {
                return i;
            }
        }
        return -1;
    }

    private static void refused(String problem, Executable reading) {
        String message = assertThrows(DataFileException.class, reading).getMessage();
        assertTrue(message.contains(problem), message);
    }

    /** Records whose labels are the given bytes, and whose pixels count up from the record's number. */
    private void cifar(String name, int labels, int... heads) throws IOException {
        int records = heads.length / labels;
        byte[] content = new byte[records * (labels + CIFAR_IMAGE)];
        for (int record = 0; record < records; record++) {
            int at = record * (labels + CIFAR_IMAGE);
            for (int i = 0; i < labels; i++) {
                content[at + i] = (byte) heads[record * labels + i];
            }
            for (int i = 0; i < CIFAR_IMAGE; i++) {
                content[at + labels + i] = (byte) (record + i);
            }
        }
        Files.write(folder.resolve(name), content);
    }

    @Test
    void cifarInBothSizes() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            cifar("data_batch_" + batch + ".bin", 1, batch, 9);
        }
        cifar("test_batch.bin", 1, 0);
        Dataset train = Cifar.train10(folder);
        assertEquals(10, train.size());
        assertArrayEquals(new long[] {3, 32, 32}, train.featureShape());
        assertEquals(3, label(train, 4));
        assertEquals(9, label(train, 5));
        assertEquals((1 + 300 & 0xff) / 255f, features(train, 5)[300]);
        assertEquals(1, Cifar.test10(folder).size());
        cifar("train.bin", 2, 19, 99, 0, 7);
        cifar("test.bin", 2, 3, 50);
        Dataset fine = Cifar.train100(folder);
        assertEquals(99, label(fine, 0));
        assertEquals(7, label(fine, 1));
        assertEquals(1 / 255f, features(fine, 1)[0]);
        assertEquals(50, label(Cifar.test100(folder), 0));
    }

    @Test
    void damagedCifarIsNamed() throws IOException {
        refused("no such file", () -> Cifar.test10(folder));
        cifar("test_batch.bin", 1, 0, 10);
        refused("record 1 must be below 10, found 10", () -> Cifar.test10(folder));
        cifar("train.bin", 2, 20, 5);
        refused("below 20 and 100, found 20 and 5", () -> Cifar.train100(folder));
        Files.write(folder.resolve("test.bin"), new byte[3000]);
        refused("records of 3074 bytes", () -> Cifar.test100(folder));
        Files.write(folder.resolve("test.bin"), new byte[0]);
        refused("empty", () -> Cifar.test100(folder));
    }

    @Test
    void emnistIsUprightAndNumbersLettersFromZero() throws IOException {
        byte[] images = new byte[2 * 28 * 28];
        // Row 2, column 5 of the letter as it was written.
        images[5 * 28 + 2] = -1;
        Files.write(folder.resolve("emnist-letters-train-images-idx3-ubyte"), IdxFileTest.idx(images, 2, 28, 28));
        Path labels = folder.resolve("emnist-letters-train-labels-idx1-ubyte.gz");
        Files.write(labels, IdxFileTest.gzip(IdxFileTest.idx(new byte[] {1, 26}, 2)));
        Dataset letters = Emnist.train(folder, Emnist.Part.LETTERS);
        assertEquals(1, features(letters, 0)[2 * 28 + 5]);
        assertEquals(0, features(letters, 0)[5 * 28 + 2]);
        assertEquals(0, label(letters, 0));
        assertEquals(25, label(letters, 1));
        Files.write(labels, IdxFileTest.gzip(IdxFileTest.idx(new byte[] {0, 26}, 2)));
        refused("label 0 must be in [1, 26], found 0", () -> Emnist.train(folder, Emnist.Part.LETTERS));
        refused("emnist-digits-test-images", () -> Emnist.test(folder, Emnist.Part.DIGITS));
    }

    private static byte[] typed(int type, int width, int elements, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + width * elements);
        bytes.putInt(type << 8 | shape.length);
        for (int axis : shape) {
            bytes.putInt(axis);
        }
        for (int i = 0; i < elements; i++) {
            switch (type) {
                case 0x08, 0x09 -> bytes.put((byte) (i - 2));
                case 0x0b -> bytes.putShort((short) (1000 * (i - 2)));
                case 0x0c -> bytes.putInt(1_000_000 * (i - 2));
                case 0x0d -> bytes.putFloat((i - 2) * 0.5f);
                default -> bytes.putDouble((i - 2) * 0.1);
            }
        }
        return bytes.array();
    }

    @Test
    void idxOfEveryType() throws IOException {
        Path file = folder.resolve("any");
        double[][] expected = {
            {254, 255, 0, 1},
            {-2, -1, 0, 1},
            {-2000, -1000, 0, 1000},
            {-2e6, -1e6, 0, 1e6},
            {-1, -0.5, 0, 0.5},
            {-0.2, -0.1, 0, 0.1}
        };
        int[] types = {0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e};
        int[] widths = {1, 1, 2, 4, 4, 8};
        for (int i = 0; i < types.length; i++) {
            Files.write(file, typed(types[i], widths[i], 4, 2, 2));
            assertArrayEquals(expected[i], IdxFile.readAny(file).values());
            Files.write(file, typed(types[i], widths[i], 3, 2, 2));
            refused("truncated", () -> IdxFile.readAny(file));
        }
        Files.write(file, typed(0x0a, 8, 4, 2, 2));
        refused("not an IDX file: it must start with 00 00 and then 08, 09", () -> IdxFile.readAny(file));
    }

    @Test
    void qmnistKnowsItsWriters() throws IOException {
        byte[] images = new byte[3 * 28 * 28];
        images[28 * 28 + 5] = -1;
        Files.write(folder.resolve("qmnist-train-images-idx3-ubyte"), IdxFileTest.idx(images, 3, 28, 28));
        ByteBuffer labels = ByteBuffer.allocate(12 + 3 * 32);
        labels.putInt(0x0c02).putInt(3).putInt(8);
        for (int i = 0; i < 3; i++) {
            labels.putInt(9 - i).putInt(4).putInt(2000 + i / 2).position(12 + 32 * (i + 1));
        }
        Path file = folder.resolve("qmnist-train-labels-idx2-int.gz");
        Files.write(file, IdxFileTest.gzip(labels.array()));
        Dataset digits = Qmnist.train(folder);
        assertEquals(7, label(digits, 2));
        assertEquals(1, features(digits, 1)[5]);
        assertArrayEquals(new int[] {2000, 2000, 2001}, Qmnist.trainWriters(folder));
        refused("qmnist-test-images", () -> Qmnist.test(folder));
        labels.putInt(12, 10);
        Files.write(file, IdxFileTest.gzip(labels.array()));
        refused("label 0 must be in [0, 9], found 10", () -> Qmnist.train(folder));
    }

    private void image(String name, int type, int width, int... samples) throws IOException {
        BufferedImage image = new BufferedImage(width, 2, type);
        int bands = image.getRaster().getNumBands();
        for (int i = 0; i < samples.length; i++) {
            image.getRaster().setSample(i / bands % width, i / bands / width, i % bands, samples[i]);
        }
        Path file = folder.resolve("images").resolve(name);
        Files.createDirectories(file.getParent());
        assertTrue(ImageIO.write(image, name.substring(name.length() - 3), file.toFile()));
    }

    @Test
    void imagesOfFoldersAreTheirStoredSamples() throws IOException {
        image("dog/b.png", BufferedImage.TYPE_BYTE_GRAY, 2, 0, 100, 200, 255);
        image("dog/a.png", BufferedImage.TYPE_INT_RGB, 2, 255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30);
        Files.createDirectories(folder.resolve("images/cat"));
        Dataset color = ImageFolder.read(folder.resolve("images"), 3, 2, 2, "cat", "dog");
        assertEquals(2, color.size());
        assertEquals(1, label(color, 0));
        assertArrayEquals(new float[] {1, 0, 0, 10 / 255f, 0, 1, 0, 20 / 255f, 0, 0, 1, 30 / 255f}, features(color, 0));
        Dataset gray = ImageFolder.read(folder.resolve("images"), 1, 2, 2, "cat", "dog");
        // As Pillow's convert("L") has them.
        assertArrayEquals(new float[] {76 / 255f, 150 / 255f, 29 / 255f, 18 / 255f}, features(gray, 0));
        assertArrayEquals(new float[] {0, 100 / 255f, 200 / 255f, 1}, features(gray, 1));
    }

    @Test
    void aJpegIsReadUpToItsCompression() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        int shade = new Random(4).nextInt(256);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, shade << 16 | shade << 8 | shade);
        }
        Files.createDirectories(folder.resolve("images/a"));
        Files.createDirectories(folder.resolve("images/b"));
        assertTrue(ImageIO.write(image, "jpg", folder.resolve("images/a/x.JPEG").toFile()));
        Dataset read = ImageFolder.read(folder.resolve("images"), 1, 16, 16, "a", "b");
        assertEquals(shade / 255f, features(read, 0)[100], 3 / 255f);
    }

    @Test
    void whatIsNoSuchImageIsNamed() throws IOException {
        Path images = folder.resolve("images");
        image("dog/a.png", BufferedImage.TYPE_BYTE_GRAY, 2, 0, 1, 2, 3);
        refused("the folder of a class is missing", () -> ImageFolder.read(images, 1, 2, 2, "cat", "dog"));
        Files.createDirectories(images.resolve("cat"));
        refused("2 rows and 3 columns, found 2 and 2", () -> ImageFolder.read(images, 1, 2, 3, "cat", "dog"));
        Files.createDirectories(images.resolve("cow"));
        refused("one of the classes [cat, dog]", () -> ImageFolder.read(images, 1, 2, 2, "cat", "dog"));
        Files.delete(images.resolve("cow"));
        Path notes = Files.writeString(images.resolve("cat/notes.txt"), "x");
        refused("must be a PNG or JPEG", () -> ImageFolder.read(images, 1, 2, 2, "cat", "dog"));
        Files.delete(notes);
        Files.writeString(images.resolve("cat/x.png"), "no image");
        refused("must be a PNG or JPEG", () -> ImageFolder.read(images, 1, 2, 2, "cat", "dog"));
        image("cat/x.png", BufferedImage.TYPE_INT_ARGB, 2, 1, 2, 3, 4);
        refused("no transparency", () -> ImageFolder.read(images, 1, 2, 2, "cat", "dog"));
        assertThrows(IllegalArgumentException.class, () -> ImageFolder.read(images, 2, 2, 2, "cat", "dog"));
    }
}
