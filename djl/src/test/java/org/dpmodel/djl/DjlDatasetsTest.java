package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.translate.PaddingStackBatchifier;
import ai.djl.translate.Transform;
import ai.djl.util.Progress;
import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each record of a DJL dataset fills its own row, and what does not fit is refused. */
class DjlDatasetsTest {
    private static final float[][] ROWS = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private ArrayDataset.Builder rows() {
        return new ArrayDataset.Builder().setData(manager.create(ROWS)).setSampling(2, true);
    }

    private static float[] features(Dataset dataset, int index) {
        FloatBuffer row = FloatBuffer.allocate(3);
        dataset.copyFeatures(index, row);
        return row.array();
    }

    private static float[] target(Dataset dataset, int index, int size) {
        FloatBuffer row = FloatBuffer.allocate(size);
        dataset.copyTarget(index, row);
        return row.array();
    }

    /** Two records of the given shapes. */
    private static final class Two extends RandomAccessDataset {
        private final long[] sizes;
        private final int labels;

        Two(Builder builder, int labels, long... sizes) {
            super(builder);
            this.sizes = sizes;
            this.labels = labels;
        }

        @Override
        public Record get(NDManager manager, long index) {
            NDList label = new NDList();
            for (int i = 0; i < labels; i++) {
                label.add(manager.create(0));
            }
            return new Record(new NDList(manager.ones(new Shape(sizes[(int) index]))), label);
        }

        @Override
        protected long availableSize() {
            return sizes.length;
        }

        @Override
        public void prepare(Progress progress) {}

        static final class Builder extends BaseBuilder<Builder> {
            @Override
            protected Builder self() {
                return this;
            }
        }
    }

    private static Two.Builder builder() {
        return new Two.Builder().setSampling(1, false);
    }

    @Test
    void classesBecomeOneHotInTheOrderOfTheRecords() {
        for (NDArray labels : List.of(
                manager.create(new int[] {2, 0, 1, 2}),
                manager.create(new float[] {2, 0, 1, 2}),
                manager.create(new long[] {2, 0, 1, 2}, new Shape(4, 1)))) {
            Dataset dataset = DjlDatasets.of(rows().optLabels(labels).build(), 3);
            assertEquals(4, dataset.size());
            assertArrayEquals(new long[] {3}, dataset.featureShape());
            assertArrayEquals(new long[] {3}, dataset.targetShape());
            for (int i = 0; i < 4; i++) {
                assertArrayEquals(ROWS[i], features(dataset, i));
            }
            assertArrayEquals(new float[] {0, 0, 1}, target(dataset, 0, 3));
            assertArrayEquals(new float[] {1, 0, 0}, target(dataset, 1, 3));
        }
    }

    @Test
    void targetsStayAsTheyAre() {
        Dataset numbers = DjlDatasets.of(
                rows().optLabels(manager.create(new float[] {0.5f, 1, 2, 3})).build());
        assertArrayEquals(new long[] {1}, numbers.targetShape());
        assertArrayEquals(new float[] {0.5f}, target(numbers, 0, 1));
        Dataset vectors = DjlDatasets.of(rows().optLabels(manager.create(new int[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}}))
                .build());
        assertArrayEquals(new float[] {0, 1}, target(vectors, 3, 2));
    }

    @Test
    void transformsAndSubsetsAreFollowed() throws Exception {
        ArrayDataset whole = rows().optLabels(manager.create(new int[] {0, 1, 0, 1}))
                .addTransform(new Transform() {
                    @Override
                    public NDArray transform(NDArray array) {
                        return array.mul(2);
                    }
                })
                .build();
        assertArrayEquals(new float[] {2, 4, 6}, features(DjlDatasets.of(whole, 2), 0));
        Dataset part = DjlDatasets.of(whole.subDataset(1, 3), 2);
        assertEquals(2, part.size());
        assertArrayEquals(new float[] {8, 10, 12}, features(part, 0));
    }

    @Test
    void pixelsInBytesBecomeNumbers() {
        NDArray pixels = manager.create(new byte[] {1, 2, (byte) 200, 4}, new Shape(2, 2))
                .toType(DataType.UINT8, false);
        ArrayDataset dataset = new ArrayDataset.Builder()
                .setData(pixels)
                .optLabels(manager.create(new int[] {0, 1}))
                .setSampling(1, false)
                .build();
        FloatBuffer row = FloatBuffer.allocate(2);
        DjlDatasets.of(dataset, 2).copyFeatures(1, row);
        assertEquals(200, row.get(0));
    }

    @Test
    void labelsOutOfRangeAreRefused() {
        for (float wrong : new float[] {-1, 3, 0.5f, Float.NaN}) {
            ArrayDataset dataset = rows().optLabels(manager.create(new float[] {0, 1, wrong, 2}))
                    .build();
            String message = assertThrows(IllegalArgumentException.class, () -> DjlDatasets.of(dataset, 3))
                    .getMessage();
            assertTrue(
                    message.contains("label of record 2 of ArrayDataset must be one whole number in [0, 3)"), message);
        }
        ArrayDataset classes =
                rows().optLabels(manager.create(new int[] {0, 1, 2, 0})).build();
        String message = assertThrows(IllegalArgumentException.class, () -> DjlDatasets.of(classes))
                .getMessage();
        assertTrue(message.contains("DjlDatasets.of(dataset, classes)"), message);
    }

    /** DJL would pad a record to the longest of its batch, so that one record changes another. */
    @Test
    void varyingShapesAreRefusedAlsoWhereBatchesWouldBePadded() {
        Two.Builder padding = builder()
                .optDataBatchifier(PaddingStackBatchifier.builder()
                        .addPad(0, 0, m -> m.zeros(new Shape(1)))
                        .build());
        for (Two.Builder settings : List.of(builder(), padding)) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> DjlDatasets.of(new Two(settings, 1, 3, 4), 2))
                    .getMessage();
            assertTrue(message.contains("the features of record 1 of Two must have the shape of the first"), message);
        }
    }

    @Test
    void recordsOfSeveralArraysAndEmptyDatasetsAreRefused() {
        String two = assertThrows(IllegalArgumentException.class, () -> DjlDatasets.of(new Two(builder(), 2, 3, 3), 2))
                .getMessage();
        assertTrue(two.contains("the labels of record 0 of Two must be one array, found 2"), two);
        String none = assertThrows(IllegalArgumentException.class, () -> DjlDatasets.of(new Two(builder(), 1), 2))
                .getMessage();
        assertTrue(none.contains("must be at least 1, found 0"), none);
    }

    @Test
    void notANumberIsRefused() {
        ArrayDataset dataset = new ArrayDataset.Builder()
                .setData(manager.create(new float[][] {{1, Float.NaN}}))
                .optLabels(manager.create(new int[] {0}))
                .setSampling(1, false)
                .build();
        assertThrows(IllegalArgumentException.class, () -> DjlDatasets.of(dataset, 2));
    }

    @Test
    void nothingOfTheEngineIsHeldAfterwards() {
        ArrayDataset source =
                rows().optLabels(manager.create(new int[] {0, 1, 0, 1})).build();
        int before = manager.getManagedArrays().size();
        Dataset dataset = DjlDatasets.of(source, 2);
        assertEquals(before, manager.getManagedArrays().size());
        manager.close();
        assertArrayEquals(ROWS[3], features(dataset, 3));
    }
}
