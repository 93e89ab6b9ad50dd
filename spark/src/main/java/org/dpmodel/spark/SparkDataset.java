package org.dpmodel.spark;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.StepSums;

/**
 * Records on Spark, as seen by a training.
 *
 * @param records the records
 * @param loss creates the loss on executors
 */
record SparkDataset(SparkRecords records, LossSource loss) implements DistantDataset {
    @Override
    public StepSums sums(GradientComputer here, int opset) {
        return new SparkSums(here, opset, records, loss);
    }

    @Override
    public String name() {
        return "of Spark";
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public Optional<ExampleIds> ids() {
        return Optional.of(records.ids());
    }

    @Override
    public long[] featureShape() {
        return records.shape().features();
    }

    @Override
    public long[] targetShape() {
        return records.shape().targets();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        throw elsewhere();
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        throw elsewhere();
    }

    private static UnsupportedOperationException elsewhere() {
        return new UnsupportedOperationException("records stay on Spark's executors: pass the Spark dataset to eval");
    }
}
