package org.dpmodel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArrayDatasetTest {
    private static final long[] PAIR = {1, 2};

    private static ArrayDataset threeExamples() {
        return ArrayDataset.classification(
                "three", new float[][] {{1, 2}, {3, 4}, {5, 6}}, PAIR, new int[] {2, 0, 1}, 3);
    }

    static float[] features(Dataset dataset, int index) {
        FloatBuffer buffer = FloatBuffer.allocate(4096);
        dataset.copyFeatures(index, buffer);
        return written(buffer);
    }

    static float[] target(Dataset dataset, int index) {
        FloatBuffer buffer = FloatBuffer.allocate(4096);
        dataset.copyTarget(index, buffer);
        return written(buffer);
    }

    private static float[] written(FloatBuffer buffer) {
        float[] values = new float[buffer.flip().remaining()];
        buffer.get(values);
        return values;
    }

    @Test
    void givesBackWhatItWasGiven() {
        ArrayDataset dataset = threeExamples();
        assertEquals("three", dataset.name());
        assertEquals(3, dataset.size());
        assertArrayEquals(PAIR, dataset.featureShape());
        assertArrayEquals(new long[] {3}, dataset.targetShape());
        assertArrayEquals(new float[] {3, 4}, features(dataset, 1));
        assertArrayEquals(new float[] {1, 0, 0}, target(dataset, 1));
        assertEquals("three: 3 examples of [1, 2]", dataset.toString());
    }

    @Test
    void putsOneExampleBehindTheOther() {
        FloatBuffer buffer = FloatBuffer.allocate(5);
        ArrayDataset dataset = threeExamples();
        dataset.copyFeatures(2, buffer);
        dataset.copyFeatures(0, buffer);
        assertEquals(4, buffer.position());
        assertArrayEquals(new float[] {5, 6, 1, 2, 0}, buffer.array());
        assertThrows(BufferOverflowException.class, () -> dataset.copyFeatures(0, buffer));
    }

    @Test
    void holdsRealTargets() {
        ArrayDataset dataset = ArrayDataset.regression(
                "line", new float[][] {{1}, {2}}, new long[] {1}, new float[][] {{1, -1}, {4, -4}}, new long[] {2});
        assertArrayEquals(new long[] {2}, dataset.targetShape());
        assertArrayEquals(new float[] {4, -4}, target(dataset, 1));
    }

    @Test
    void keepsNoHoldOfTheCallersArrays() {
        float[][] features = {{1, 2}};
        int[] labels = {1};
        ArrayDataset dataset = ArrayDataset.classification("one", features, PAIR, labels, 2);
        features[0][0] = 9;
        labels[0] = 0;
        dataset.featureShape()[0] = 7;
        assertArrayEquals(new float[] {1, 2}, features(dataset, 0));
        assertArrayEquals(new float[] {0, 1}, target(dataset, 0));
        assertArrayEquals(PAIR, dataset.featureShape());
    }

    @Test
    void viewsShowPartsOfIt() {
        Dataset two = threeExamples().take(2);
        assertEquals(2, two.size());
        assertEquals("three [0, 2)", two.name());
        Dataset last = threeExamples().range(1, 3).range(1, 2);
        assertArrayEquals(new float[] {5, 6}, features(last, 0));
        Dataset chosen = threeExamples().subset(2, 0);
        assertArrayEquals(new float[] {5, 6}, features(chosen, 0));
        assertArrayEquals(new float[] {0, 0, 1}, target(chosen, 1));
        assertArrayEquals(PAIR, chosen.featureShape());
        assertArrayEquals(new long[] {3}, chosen.targetShape());
        assertEquals(0, threeExamples().take(0).size());
    }

    @Test
    void refusesWhatDoesNotFit() {
        float[][] two = {{1, 2}, {3, 4}};
        ArrayDataset three = threeExamples();
        List<Executable> calls = List.of(
                () -> ArrayDataset.classification("x", two, PAIR, new int[] {0}, 2),
                () -> ArrayDataset.classification("x", two, PAIR, new int[] {0, 2}, 2),
                () -> ArrayDataset.classification("x", two, PAIR, new int[] {0, -1}, 2),
                () -> ArrayDataset.classification("x", two, PAIR, new int[] {0, 0}, 1),
                () -> ArrayDataset.classification("x", two, new long[] {3}, new int[] {0, 1}, 2),
                () -> ArrayDataset.classification("x", two, new long[] {0, 2}, new int[] {0, 1}, 2),
                () -> ArrayDataset.regression("x", two, PAIR, new float[][] {{1}}, new long[] {1}),
                () -> ArrayDataset.regression("x", two, PAIR, new float[][] {{1}, {1, 2}}, new long[] {1}),
                () -> three.take(4),
                () -> three.take(-1),
                () -> three.range(2, 1),
                () -> three.subset(0, 3),
                () -> three.subset(1, 1));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> features(three, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> target(three, -1));
    }

    @Test
    void refusesNumbersThatAreNone() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> ArrayDataset.classification(
                            "people", new float[][] {{1, 2}, {value, 4}}, PAIR, new int[] {0, 1}, 2));
            assertTrue(e.getMessage().startsWith("features of example 1 of people must be finite"), e.getMessage());
        }
    }
}
