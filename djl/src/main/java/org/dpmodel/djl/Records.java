package org.dpmodel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Arrays;
import org.dpmodel.validation.Require;

/**
 * The records of a DJL dataset in Java memory. Batches of one record are read, so that no record can affect another.
 */
final class Records {
    private final String name;
    private final Column features;
    private final Column labels;

    private Records(String name, int size) {
        this.name = name;
        this.features = new Column(name, "features", size);
        this.labels = new Column(name, "labels", size);
    }

    static Records read(RandomAccessDataset dataset, NDManager manager) throws IOException, TranslateException {
        String simple = dataset.getClass().getSimpleName();
        dataset.prepare();
        Records records = new Records(
                simple.isEmpty() ? "DJL dataset" : simple,
                Math.toIntExact(Require.atLeast("the size of a DJL dataset", dataset.size(), 1, "pass some records")));
        int index = 0;
        for (Batch batch : dataset.getData(manager, new BatchSampler(new SequenceSampler(), 1, false))) {
            try (batch) {
                records.features.put(index, batch.getData());
                records.labels.put(index, batch.getLabels());
                index++;
            }
        }
        return records;
    }

    String name() {
        return name;
    }

    float[][] features() {
        return features.rows;
    }

    long[] featureShape() {
        return features.shape;
    }

    float[][] targets() {
        return labels.rows;
    }

    long[] targetShape() {
        return labels.shape;
    }

    /** Refuses class numbers. */
    void requireTargets() {
        if (labels.type.isInteger() && labels.rows[0].length == 1) {
            throw Require.broken(
                    "the labels of " + name,
                    "must be vectors or real numbers",
                    "single numbers of type " + labels.type,
                    "call DjlDatasets.of(dataset, classes) if they are classes");
        }
    }

    int[] labels(int classes) {
        int[] numbers = new int[labels.rows.length];
        for (int i = 0; i < numbers.length; i++) {
            float[] row = labels.rows[i];
            if (row.length != 1 || row[0] != Math.rint(row[0]) || row[0] < 0 || row[0] >= classes) {
                throw Require.broken(
                        "label of record " + i + " of " + name,
                        "must be one whole number in [0, " + classes + ")",
                        row.length == 1 ? row[0] : Arrays.toString(labels.shape) + " numbers",
                        "number the classes from 0, or call DjlDatasets.of(dataset) for targets that are not classes");
            }
            numbers[i] = (int) row[0];
        }
        return numbers;
    }

    /** The features, or the labels, of all records. */
    private static final class Column {
        private final String dataset;
        private final String what;
        private final float[][] rows;
        private long[] shape;
        private DataType type;

        Column(String dataset, String what, int size) {
            this.dataset = dataset;
            this.what = what;
            this.rows = new float[size][];
        }

        void put(int index, NDList batch) {
            String record = "the " + what + " of record " + index + " of " + dataset;
            if (batch.size() != 1) {
                throw Require.broken(
                        record, "must be one array", batch.size(), "wrap the dataset in one that returns one array");
            }
            NDArray array = batch.head();
            long[] found = withoutBatch(array.getShape());
            if (shape == null) {
                shape = found;
                type = array.getDataType();
            }
            if (!Arrays.equals(shape, found)) {
                throw Require.broken(
                        record,
                        "must have the shape of the first record, " + Arrays.toString(shape),
                        Arrays.toString(found),
                        "resize or pad each record separately, to a size that does not depend on the data");
            }
            try (NDArray floats = array.toType(DataType.FLOAT32, true)) {
                rows[index] = floats.toFloatArray();
            }
        }

        private static long[] withoutBatch(Shape shape) {
            long[] dims = shape.getShape();
            return dims.length <= 1 ? new long[] {1} : Arrays.copyOfRange(dims, 1, dims.length);
        }
    }
}
