package org.dpmodel.data;

import static org.dpmodel.data.IdxFileTest.gzip;
import static org.dpmodel.data.IdxFileTest.idx;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    private static final int PIXELS = 28 * 28;

    @TempDir
    private Path directory;

    private void write(String name, byte[] content) throws IOException {
        Files.write(directory.resolve(name), content);
    }

    /** Two images: the first has its pixel (row 1, column 2) at 51, the second its last pixel at 255. */
    private void writeTwoTrainingImages() throws IOException {
        byte[] pixels = new byte[2 * PIXELS];
        pixels[28 + 2] = 51;
        pixels[2 * PIXELS - 1] = (byte) 255;
        write("train-images-idx3-ubyte", idx(pixels, 2, 28, 28));
        write("train-labels-idx1-ubyte.gz", gzip(idx(new byte[] {7, 0}, 2)));
    }

    @Test
    void padsToLeNetsSideByDefault() throws IOException {
        writeTwoTrainingImages();
        Dataset train = Mnist.train(directory);
        assertEquals("MNIST train", train.name());
        assertEquals(2, train.size());
        assertArrayEquals(new long[] {1, 32, 32}, train.featureShape());
        float[] expected = new float[32 * 32];
        expected[3 * 32 + 4] = 0.2f;
        assertArrayEquals(expected, ArrayDatasetTest.features(train, 0));
        assertArrayEquals(new long[] {10}, train.targetShape());
        assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, ArrayDatasetTest.target(train, 0));
    }

    @Test
    void leavesTheImagesAsTheyAreIfAsked() throws IOException {
        writeTwoTrainingImages();
        Dataset train = Mnist.train(directory, 28);
        assertArrayEquals(new long[] {1, 28, 28}, train.featureShape());
        float[] expected = new float[PIXELS];
        expected[PIXELS - 1] = 1;
        assertArrayEquals(expected, ArrayDatasetTest.features(train, 1));
        for (int side : new int[] {27, 26, 29}) {
            assertThrows(IllegalArgumentException.class, () -> Mnist.train(directory, side));
        }
    }

    private void assertRefused(String fileAndProblem) {
        DataFileException e = assertThrows(DataFileException.class, () -> Mnist.train(directory));
        assertTrue(e.getMessage().contains(fileAndProblem), e.getMessage());
    }

    @Test
    void namesTheFileAtFault() throws IOException {
        assertRefused("neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz is here");
        writeTwoTrainingImages();
        write("train-labels-idx1-ubyte.gz", gzip(idx(new byte[] {7}, 1)));
        assertRefused("train-labels-idx1-ubyte.gz: there must be one label for each of the 2 images");
        write("train-labels-idx1-ubyte.gz", gzip(idx(new byte[] {7, 10}, 2)));
        assertRefused("train-labels-idx1-ubyte.gz: label 1 must be in [0, 9], found 10");
        write("train-labels-idx1-ubyte.gz", gzip(idx(new byte[] {7, (byte) 200}, 2)));
        assertRefused("found 200");
        write("train-images-idx3-ubyte", idx(new byte[2 * 27 * 28], 2, 27, 28));
        assertRefused("train-images-idx3-ubyte: images must be [count, 28, 28], found [2, 27, 28]");
    }

    @Test
    void readsTheRealFiles() throws IOException {
        Path real = realFiles();
        Dataset train = Mnist.train(real);
        Dataset test = Mnist.test(real, 28);
        assertEquals(60_000, train.size());
        assertEquals(10_000, test.size());
        assertEquals("MNIST test", test.name());
        // The first labels of the two files are known to be 5 and 7.
        assertEquals(1, ArrayDatasetTest.target(train, 0)[5]);
        assertEquals(1, ArrayDatasetTest.target(test, 0)[7]);
        // The mean intensity of MNIST's training images is well known, 0.1307; padding dilutes it.
        double sum = 0;
        for (int i = 0; i < train.size(); i++) {
            for (float pixel : ArrayDatasetTest.features(train, i)) {
                sum += pixel;
            }
        }
        assertEquals(0.1307, sum / PIXELS / train.size(), 5e-5);
    }

    /** Nothing listens at the source: only files that are known to be the original ones need no fetching. */
    @Test
    void theDownloadKnowsTheRealFiles() throws Exception {
        Path real = realFiles();
        MnistDownload download = MnistDownload.from(URI.create("http://127.0.0.1:1/"));
        assertEquals(real, download.into(real, DownloadProgress.silent()));
    }

    private static Path realFiles() {
        Path real = Path.of(System.getProperty("dpmodel.rootDirectory", "."), "..", "shared", "mnist");
        String absent = "real MNIST is not at " + real + ": its test is skipped";
        if (!Files.isDirectory(real)) {
            System.err.println(absent);
        }
        assumeTrue(Files.isDirectory(real), absent);
        return real;
    }
}
