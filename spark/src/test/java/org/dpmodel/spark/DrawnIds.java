package org.dpmodel.spark;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.StepSums;

/**
 * A dataset that notes which records each step draws: their ids, found by the features that lie at the drawn positions.
 *
 * @param known the dataset
 * @param named whether the training sees the records' ids, and not their positions alone
 * @param idAt id of each position
 * @param drawn ids of each step, in the order of the step
 */
record DrawnIds(Dataset known, boolean named, long[] idAt, List<List<Long>> drawn) implements DistantDataset {
    static List<List<Long>> onOneMachine() {
        return train(new DrawnIds(
                SparkCluster.local(),
                true,
                IntStream.range(0, SparkCluster.RECORDS)
                        .mapToLong(SparkCluster::id)
                        .toArray(),
                new ArrayList<>()));
    }

    static List<List<Long>> onSpark(int partitions) {
        return onSpark(SparkCluster.rows(), partitions, true);
    }

    static List<List<Long>> onSpark(List<Row> rows, int partitions, boolean named) {
        try (StepOnSpark step = new StepOnSpark(rows, partitions, true)) {
            return train(new DrawnIds(
                    new SparkDataset(step.records, Losses::softmaxCrossEntropy),
                    named,
                    ids(rows, step.records.blocks().collect()),
                    new ArrayList<>()));
        }
    }

    private static long[] ids(List<Row> rows, List<RecordBlock> blocks) {
        Map<List<Float>, Long> known = new HashMap<>();
        for (Row row : rows) {
            known.put(row.<List<Float>>getAs(1), row.getLong(0));
        }
        long[] ids = new long[rows.size()];
        FloatBuffer features = FloatBuffer.allocate(4);
        for (RecordBlock block : blocks) {
            for (int position : block.positions()) {
                block.copyFeatures(position, features.clear());
                List<Float> numbers = new ArrayList<>();
                for (float number : features.array()) {
                    numbers.add(number);
                }
                ids[position] = known.get(numbers);
            }
        }
        return ids;
    }

    /** The probability of a draw follows from a public size, so that it is the same with a record more. */
    private static List<List<Long>> train(DrawnIds dataset) {
        DPModelBuilder known = DPModel.builder(SparkTrainingTest.network(), Losses.softmaxCrossEntropy());
        SparkTrainingTest.settings(known);
        try (DPModel model = known.publicSize(SparkCluster.RECORDS).build()) {
            model.train(1, dataset, List.of());
        }
        return dataset.drawn();
    }

    @Override
    public StepSums sums(GradientComputer here, int opset) {
        StepSums inner = here.sums(known, opset);
        return new StepSums() {
            @Override
            public void prepare() {
                inner.prepare();
            }

            @Override
            public Optional<String> caveat() {
                return inner.caveat();
            }

            @Override
            public ClippedSum sum(int[] positions, OptionalDouble clippingNorm, DropoutMasks masks) {
                drawn.add(IntStream.of(positions)
                        .mapToObj(position -> idAt[position])
                        .toList());
                return inner.sum(positions, clippingNorm, masks);
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    @Override
    public Optional<ExampleIds> ids() {
        return named ? known.ids() : Optional.empty();
    }

    @Override
    public String name() {
        return known.name();
    }

    @Override
    public int size() {
        return known.size();
    }

    @Override
    public long[] featureShape() {
        return known.featureShape();
    }

    @Override
    public long[] targetShape() {
        return known.targetShape();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        known.copyFeatures(index, destination);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        known.copyTarget(index, destination);
    }
}
