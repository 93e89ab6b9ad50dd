package org.dpmodel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScatteringTest {
    private static final int SIDE = 28;

    /** An image that a formula gives, so that other programs can compute its features. */
    private static float[] image(int side) {
        float[] pixels = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                pixels[row * side + column] = (row * 31 + column * 17 + row * column) % 29 / 28f;
            }
        }
        return pixels;
    }

    private static Dataset images(int side, float[]... pixels) {
        return ArrayDataset.classification("images", pixels, new long[] {1, side, side}, new int[pixels.length], 2);
    }

    private static float[] features(Dataset features, int index) {
        long[] shape = features.featureShape();
        FloatBuffer buffer = FloatBuffer.allocate((int) (shape[0] * shape[1] * shape[2]));
        features.copyFeatures(index, buffer);
        return buffer.array();
    }

    private static void isAt(double expected, float[] features, int channel, int row, int column, int side) {
        assertEquals(expected, features[(channel * side + row) * side + column], 2e-5, "channel " + channel);
    }

    /** The rest of a row would be that of another image. */
    @Test
    void imagesThatAreNotWrittenWholeAreRefused() {
        float[] pixels = image(8);
        Dataset half = new ForwardingDataset(images(8, pixels, pixels)) {
            @Override
            public void copyFeatures(int index, FloatBuffer destination) {
                destination.put(pixels, 0, index == 1 ? 32 : 64);
            }
        };
        String message = assertThrows(IllegalStateException.class, () -> Scattering.features(half, 1))
                .getCause()
                .getMessage();
        assertTrue(message.contains("must have 64 elements, found 32"), message);
    }

    /** Numbers of Kymatio 0.3.0: {@code Scattering2D(J=2, shape=(28, 28), L=8)} of its NumPy frontend. */
    @Test
    void featuresAreThoseOfKymatio() {
        float[] features = features(Scattering.features(images(SIDE, image(SIDE)), 1), 0);
        assertEquals(81 * 49, features.length);
        isAt(0.4667934, features, 0, 0, 0, 7);
        isAt(0.4939849, features, 0, 3, 5, 7);
        isAt(0.0762802, features, 1, 0, 6, 7);
        isAt(0.0714498, features, 4, 2, 2, 7);
        isAt(0.0476043, features, 8, 6, 1, 7);
        isAt(0.0215514, features, 9, 1, 1, 7);
        isAt(0.0221316, features, 13, 4, 4, 7);
        isAt(0.0350426, features, 16, 6, 6, 7);
        isAt(0.0069352, features, 17, 0, 0, 7);
        isAt(0.0028774, features, 21, 3, 3, 7);
        isAt(0.0039623, features, 40, 5, 2, 7);
        isAt(0.0033151, features, 63, 2, 6, 7);
        isAt(0.0117360, features, 80, 6, 6, 7);
    }

    /** The same of 32 x 32 pixels. */
    @Test
    void featuresOfLargerImagesAreThoseOfKymatio() {
        float[] features = features(Scattering.features(images(32, image(32)), 1), 0);
        isAt(0.4676065, features, 0, 0, 0, 8);
        isAt(0.4939849, features, 0, 3, 5, 8);
        isAt(0.0802359, features, 1, 0, 6, 8);
        isAt(0.0714498, features, 4, 2, 2, 8);
        isAt(0.0371923, features, 8, 6, 1, 8);
        isAt(0.0214314, features, 9, 1, 1, 8);
        isAt(0.0221603, features, 13, 4, 4, 8);
        isAt(0.0305208, features, 16, 6, 6, 8);
        isAt(0.0087649, features, 17, 0, 0, 8);
        isAt(0.0028780, features, 21, 3, 3, 8);
        isAt(0.0039058, features, 40, 5, 2, 8);
        isAt(0.0034540, features, 63, 2, 6, 8);
        isAt(0.0150028, features, 80, 6, 6, 8);
    }

    @Test
    void theFeaturesOfAnImageAreItsOwnWhateverItsNeighboursAndThreads() {
        float[] one = image(SIDE);
        float[] other = new float[SIDE * SIDE];
        other[SIDE * 14 + 14] = 1;
        Dataset alone = Scattering.features(images(SIDE, one), 1);
        Dataset many = Scattering.features(images(SIDE, other, one, other, one), 3);
        assertArrayEquals(features(alone, 0), features(many, 1));
        assertArrayEquals(features(alone, 0), features(many, 3));
        assertEquals("images, scattering features", many.name());
        assertEquals(4, many.size());
        assertArrayEquals(new long[] {2}, many.targetShape());
    }

    /** Wavelets have no mean: of a uniform image only the mean is left. */
    @Test
    void uniformImagesHaveNothingButTheirMean() {
        float[] uniform = new float[SIDE * SIDE];
        Arrays.fill(uniform, 0.5f);
        float[] features = features(Scattering.features(images(SIDE, uniform), 1), 0);
        for (int i = 0; i < features.length; i++) {
            assertEquals(i < 49 ? 0.5 : 0, features[i], 1e-4, "feature " + i);
        }
    }

    @Test
    void idsOfPeopleStayWithTheirImages() {
        Dataset owned = images(SIDE, image(SIDE), image(SIDE)).withPeople(PersonIds.of("a", "b"));
        assertTrue(Scattering.features(owned, 1).people().isPresent());
    }

    @Test
    void imagesOfOtherShapesAreRefused() {
        Dataset colour =
                ArrayDataset.classification("colour", new float[1][3 * 64], new long[] {3, 8, 8}, new int[] {0}, 2);
        String message = assertThrows(IllegalArgumentException.class, () -> Scattering.features(colour, 1))
                .getMessage();
        assertTrue(message.contains("[1, side, side]") && message.contains("[3, 8, 8]"), message);
        assertThrows(IllegalArgumentException.class, () -> Scattering.features(images(30, image(30)), 1));
        assertThrows(IllegalArgumentException.class, () -> Scattering.features(images(SIDE, image(SIDE)), 0));
    }
}
