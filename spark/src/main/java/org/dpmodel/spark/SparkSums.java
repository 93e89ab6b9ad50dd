package org.dpmodel.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.StepSums;

/** The sums of one training, computed by Spark's executors. For the training thread; close it. */
final class SparkSums implements StepSums {
    /** A broadcast of this size, and results of this size times the number of partitions, are sent at each step. */
    private static final int MOST_PARAMETERS = 2_500_000;

    private static final String MOST_RESULTS = "spark.driver.maxResultSize";
    private static final int BYTES_AROUND_A_PART = 4096;

    private final GradientComputer driver;
    private final SparkRecords records;
    private final LossSource loss;
    private final int opset;
    private final JavaSparkContext spark;
    private Broadcast<StepKit> kit;
    private String kitDigest;

    SparkSums(GradientComputer driver, int opset, SparkRecords records, LossSource loss) {
        this.driver = driver;
        this.opset = opset;
        this.records = records;
        this.loss = loss;
        this.spark = JavaSparkContext.fromSparkContext(records.blocks().context());
        int parameters = java.util.Arrays.stream(driver.parameters().sizes()).sum();
        if (parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException("a network on Spark must have at most " + MOST_PARAMETERS
                    + " trained parameters, which are sent to every executor and returned from every partition in "
                    + "each step, found "
                    + parameters + ": train fewer of them (freeze, or lora), or train on one machine");
        }
        checkResults(parameters, records.partitions(), spark.getConf().getSizeAsBytes(MOST_RESULTS, "1g"));
        if (driver.settings().unitSize() != 1) {
            throw new IllegalArgumentException(
                    "microbatchSize must be 1 on Spark, where the members of a microbatch would be in different "
                            + "partitions, found "
                            + driver.settings().unitSize() + ": clip single records");
        }
    }

    /** Refuses sums for which Spark would end the job in the middle of a step that is already charged. */
    static void checkResults(int parameters, int partitions, long most) {
        // A part starts with counts, and Spark adds a wrapper.
        long results = (long) partitions * ((long) parameters * Double.BYTES + BYTES_AROUND_A_PART);
        if (most > 0 && results > most) {
            throw new IllegalArgumentException("the sums of a step must fit into " + MOST_RESULTS + ", which is " + most
                    + " bytes, found " + results + " for " + partitions + " partitions of " + parameters
                    + " trained parameters: use fewer partitions, start the driver with a higher limit, or "
                    + "train fewer parameters (freeze, or lora)");
        }
    }

    @Override
    public void prepare() {
        driver.prepare();
        StepKit prepared = StepKit.of(driver, opset, loss);
        kitDigest = prepared.digest();
        kit = spark.broadcast(prepared);
        SparkRecords.refuseFaults(
                records
                        .blocks()
                        .mapPartitionsWithIndex(new CheckTask(kit, kitDigest, records.digests()), true)
                        .collect()
                        .stream());
    }

    @Override
    public Optional<String> caveat() {
        return driver.caveat();
    }

    @Override
    public ClippedSum sum(int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        byte[] masked = driver.settings().dropout() ? masks.bytes() : new byte[0];
        StepOrder step = new StepOrder(driver.parameters().values(), clippingNorm.orElse(Double.NaN), masked);
        try (SentOrder order = SentOrder.of(spark, step)) {
            List<byte[]> parts = StepJob.of(records, drawn).run(spark, new PartTask(kit, kitDigest, order));
            return driver.sum(parts, drawn.length, clippingNorm);
        }
    }

    @Override
    public void close() {
        if (kit != null) {
            kit.destroy();
        }
    }
}
