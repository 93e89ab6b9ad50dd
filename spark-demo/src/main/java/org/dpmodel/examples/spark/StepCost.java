package org.dpmodel.examples.spark;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.spark.RecordColumns;
import org.dpmodel.spark.SparkDPModel;

/**
 * What a step costs on Spark and on this machine alone, in turns: with a batch that takes time to compute, and with next to none, which
 * leaves what a step costs besides; and a job of Spark that does nothing. Arguments: records, expected batch, width of the hidden layer, partitions, threads of the machine
 * alone, rounds.
 */
public final class StepCost {
    private static final int FEATURES = 64;
    private static final int STEPS_OF_A_ROUND = 10;

    private StepCost() {}

    /** Times of steps, the first left out. */
    private static final class Clock implements Callback {
        private final double[] milliseconds = new double[STEPS_OF_A_ROUND];
        private int next;
        private long begin;

        @Override
        public void onTrainStepBegin(RunContext run) {
            begin = System.nanoTime();
        }

        @Override
        public void onTrainStepEnd(RunContext run) {
            milliseconds[next++] = (System.nanoTime() - begin) / 1e6;
            if (next == STEPS_OF_A_ROUND) {
                run.requestStop();
            }
        }

        double median() {
            double[] sorted = Arrays.stream(milliseconds).skip(1).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    private static Consumer<DPModelBuilder> settings(int batch, int threads) {
        return known -> known.optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(batch))
                .execution(ExecutionOptions.defaults().withThreads(threads));
    }

    private static float[] features(int record) {
        Random random = new Random(record);
        float[] numbers = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Dataset<Row> onSpark(SparkSession spark, int records) {
        return spark.range(records)
                .selectExpr(
                        "id",
                        "transform(sequence(1, " + FEATURES + "), i -> float(hash(id, i)) / 1e9f) AS x",
                        "id % 2 AS y");
    }

    private static ArrayDataset here(int records) {
        float[][] all = new float[records][];
        int[] labels = new int[records];
        for (int i = 0; i < records; i++) {
            all[i] = features(i);
            labels[i] = i % 2;
        }
        return ArrayDataset.classification("made up", all, new long[] {FEATURES}, labels, 2);
    }

    private static Network network(int width) {
        return MultilayerPerceptron.network(new long[] {FEATURES}, width, 2);
    }

    private static double alone(int batch, int width, int threads, ArrayDataset dataset) {
        DPModelBuilder known = DPModel.builder(network(width), Losses.softmaxCrossEntropy());
        settings(batch, threads).accept(known);
        try (DPModel model = known.build()) {
            Clock clock = new Clock();
            model.train(1000, dataset, List.of(clock));
            return clock.median();
        }
    }

    private static double distant(int batch, int width, int partitions, Dataset<Row> dataset) {
        try (SparkDPModel model = SparkDPModel.builder(network(width), Losses::softmaxCrossEntropy)
                .model(settings(batch, 1))
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(partitions)
                .build()) {
            Clock clock = new Clock();
            model.train(1000, dataset, List.of(clock));
            return clock.median();
        }
    }

    /** What Spark itself takes for a job of as many tasks that do nothing. */
    private static double emptyJob(SparkSession spark, int partitions) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<Integer> tasks = context.parallelize(Collections.nCopies(partitions, 1), partitions);
        double[] milliseconds = new double[STEPS_OF_A_ROUND];
        for (int i = 0; i < STEPS_OF_A_ROUND; i++) {
            long begin = System.nanoTime();
            tasks.collect();
            milliseconds[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(milliseconds);
        return milliseconds[STEPS_OF_A_ROUND / 2];
    }

    /**
     * Prints a line for each round and size.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        int records = numbers[0];
        int partitions = numbers[3];
        int threads = numbers[4];
        SparkSession spark = SparkSession.builder().appName("step cost").getOrCreate();
        Dataset<Row> distant = onSpark(spark, records);
        ArrayDataset here = here(records);
        for (int round = 1; round <= numbers[5]; round++) {
            for (int[] size : new int[][] {{numbers[1], numbers[2]}, {partitions, 1}}) {
                double alone = alone(size[0], size[1], threads, here);
                double onSpark = distant(size[0], size[1], partitions, distant);
                System.out.printf(
                        "round %d: batch %d, width %d: alone %.1f ms, on Spark %.1f ms a step, ratio %.2f; an empty job %.1f ms%n",
                        round, size[0], size[1], alone, onSpark, onSpark / alone, emptyJob(spark, partitions));
            }
        }
        spark.stop();
    }
}
