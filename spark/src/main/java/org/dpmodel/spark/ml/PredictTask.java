package org.dpmodel.spark.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.dpmodel.Predictor;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.ExecutionOptions;

/** Predicts for the rows of a partition, some at a time. The model is compiled once for each task, and freed with it. */
final class PredictTask implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;
    private static final int AT_ONCE = 256;

    private final byte[] onnx;
    private final int features;
    private final PredictionHead head;

    PredictTask(byte[] onnx, int features, PredictionHead head) {
        this.onnx = onnx;
        this.features = features;
        this.head = head;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        Predictor predictor = OnnxBytes.inFile(
                onnx,
                file -> Predictor.load(
                        file, "onnxruntime:cpu", ExecutionOptions.defaults().withThreads(1)));
        TaskCompletionListener freed = context -> predictor.close();
        TaskContext.get().addTaskCompletionListener(freed);
        return new Iterator<>() {
            private Iterator<Row> ready = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return ready.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!ready.hasNext()) {
                    ready = predicted(predictor, rows).iterator();
                }
                return ready.next();
            }
        };
    }

    private List<Row> predicted(Predictor predictor, Iterator<Row> rows) {
        List<Row> taken = new ArrayList<>();
        while (taken.size() < AT_ONCE && rows.hasNext()) {
            taken.add(rows.next());
        }
        long[] dims = predictor.network().graph().features().shape().dims();
        long[] shape = Arrays.copyOfRange(dims, 1, dims.length);
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[][] numbers = taken.stream().map(row -> numbers(row, size)).toArray(float[][]::new);
        float[][] outputs = predictor.predict(
                ArrayDataset.regression("of Spark", numbers, shape, new float[taken.size()][1], new long[] {1}));
        List<Row> predicted = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            predicted.add(extended(taken.get(i), head.values(outputs[i])));
        }
        return predicted;
    }

    private float[] numbers(Row row, int size) {
        Object value = row.get(features);
        if (!(value instanceof Vector vector) || vector.size() != size) {
            throw new IllegalArgumentException("features must be a vector of the " + size
                    + " numbers that the network reads, found "
                    + (value instanceof Vector other ? "one of " + other.size() : value)
                    + ": assemble them as for training");
        }
        float[] numbers = new float[size];
        double[] exact = vector.toArray();
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) exact[i];
        }
        return numbers;
    }

    private static Row extended(Row row, List<Object> values) {
        Object[] all = new Object[row.size() + values.size()];
        for (int i = 0; i < row.size(); i++) {
            all[i] = row.get(i);
        }
        for (int i = 0; i < values.size(); i++) {
            all[row.size() + i] = values.get(i);
        }
        return RowFactory.create(all);
    }
}
