package org.dpmodel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
    private static float[][] images(Dataset dataset) {
        return IntStream.range(0, dataset.size())
                .mapToObj(i -> ArrayDatasetTest.features(dataset, i))
                .toArray(float[][]::new);
    }

    @Test
    void imagesAreAFunctionOfSeedAndPosition() {
        float[][] images = images(SyntheticDigits.train(40, 5));
        assertArrayEquals(images, images(SyntheticDigits.train(40, 5)));
        assertArrayEquals(Arrays.copyOf(images, 20), images(SyntheticDigits.train(20, 5)));
        float[][] others = images(SyntheticDigits.train(40, 6));
        float[][] tests = images(SyntheticDigits.test(40, 5));
        for (int i = 0; i < images.length; i++) {
            assertFalse(Arrays.equals(images[i], others[i]));
            assertFalse(Arrays.equals(images[i], tests[i]));
        }
    }

    @Test
    void hasTheShapesOfPaddedMnist() {
        Dataset digits = SyntheticDigits.test(23, 1);
        assertEquals("synthetic digits test", digits.name());
        assertEquals("synthetic digits train", SyntheticDigits.train(1, 1).name());
        assertEquals(23, digits.size());
        assertArrayEquals(new long[] {1, 32, 32}, digits.featureShape());
        assertArrayEquals(new long[] {10}, digits.targetShape());
        assertEquals(1, ArrayDatasetTest.target(digits, 17)[7]);
        assertThrows(IllegalArgumentException.class, () -> SyntheticDigits.train(0, 1));
    }

    /** MNIST's images have between about 4 and 30 percent ink; empty or flooded ones would teach nothing. */
    @Test
    void everyImageShowsSomethingInRange() {
        for (float[] image : images(SyntheticDigits.train(1000, 2))) {
            double ink = 0;
            for (float pixel : image) {
                assertTrue(pixel >= 0 && pixel <= 1);
                ink += pixel;
            }
            assertTrue(ink > 15 && ink < 320, "ink " + ink);
        }
    }

    /**
     * The digits can be told apart, yet vary: the nearest of ten mean images names most of them, but not all. It names
     * 82 % of MNIST's test images.
     */
    @Test
    void digitsDifferAndVary() {
        float[][] train = images(SyntheticDigits.train(2000, 3));
        float[][] means = new float[10][1024];
        for (int i = 0; i < train.length; i++) {
            for (int pixel = 0; pixel < 1024; pixel++) {
                means[i % 10][pixel] += train[i][pixel] / 200;
            }
        }
        float[][] test = images(SyntheticDigits.test(1000, 3));
        long right = IntStream.range(0, test.length)
                .filter(i -> nearest(means, test[i]) == i % 10)
                .count();
        assertTrue(right > 650 && right < 950, "right: " + right + " of 1000");
    }

    private static int nearest(float[][] means, float[] image) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int pixel = 0; pixel < image.length; pixel++) {
                double difference = image[pixel] - means[digit][pixel];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = digit;
            }
        }
        return nearest;
    }
}
