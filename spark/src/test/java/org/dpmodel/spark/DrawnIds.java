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
import org.dpmodel.Losses;
import org.dpmodel.data.Dataset;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.StepSums;

/**
 * A dataset that notes which records each step draws: their ids, found by the features that lie at the drawn positions.
 *
 * @param known the dataset
 * @param idAt id of each position
 * @param drawn ids of each step, in the order of the step
 */
record DrawnIds(Dataset known, long[] idAt, List<List<Long>> drawn) implements DistantDataset {
    static List<List<Long>> onOneMachine() {
        return train(new DrawnIds(
                SparkCluster.local(),
                IntStream.range(0, SparkCluster.RECORDS)
                        .mapToLong(SparkCluster::id)
                        .toArray(),
                new ArrayList<>()));
    }

    static List<List<Long>> onSpark(int partitions) {
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), partitions, true)) {
            return train(new DrawnIds(
                    new SparkDataset(step.records, Losses::softmaxCrossEntropy),
                    ids(step.records.blocks().collect()),
                    new ArrayList<>()));
        }
    }

    private static long[] ids(List<RecordBlock> blocks) {
        Map<List<Float>, Long> known = new HashMap<>();
        for (Row row : SparkCluster.rows()) {
            known.put(row.<List<Float>>getAs(1), row.getLong(0));
        }
        long[] ids = new long[SparkCluster.RECORDS];
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

    private static List<List<Long>> train(DrawnIds dataset) {
        try (DPModel model = SparkTrainingTest.onOneMachine()) {
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
