package org.dpmodel.examples.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.spark.RecordColumns;
import org.dpmodel.spark.SparkDPModel;

/**
 * Measures a step of LeNet-5 on Spark and on this machine alone, in turns: with a batch that takes time to compute, and
 * with next to none, which leaves the overhead of a step; and a Spark job that does nothing. Arguments: records,
 * expected batch, partitions, threads on the machine alone, threads of each executor, rounds, steps of a round, of which
 * the first half is warm-up: Java compiles what they call.
 */
public final class StepCost {
    private static final int SIDE = 32;
    private static final int CLASSES = 10;

    private StepCost() {}

    /** The times of the steps of one training, and the processor time that this program used for it on this machine. */
    private static final class Clock implements Callback {
        private final List<Double> milliseconds = new ArrayList<>();
        private final int steps;
        private long begin;
        private double warmedUp;
        private double end;

        Clock(int steps) {
            this.steps = steps;
        }

        @Override
        public void onTrainStepBegin(RunContext run) {
            begin = System.nanoTime();
        }

        @Override
        public void onTrainStepEnd(RunContext run) {
            milliseconds.add((System.nanoTime() - begin) / 1e6);
            if (milliseconds.size() == steps / 2) {
                warmedUp = processorTime();
            }
            if (milliseconds.size() == steps) {
                end = processorTime();
                run.requestStop();
            }
        }

        void addTo(List<Double> times, List<Double> processorTimes) {
            times.addAll(milliseconds.subList(steps / 2, steps));
            processorTimes.add((end - warmedUp) / (steps - steps / 2));
        }
    }

    /** Milliseconds of this process and of those that it started, such as a local cluster's executors. */
    private static double processorTime() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToDouble(Duration::toMillis)
                .sum();
    }

    /** The measurements for one batch size, over all rounds. */
    private record Times(
            List<Double> alone,
            List<Double> aloneProcessors,
            List<Double> onSpark,
            List<Double> onSparkProcessors,
            List<Double> emptyJob) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private static Consumer<DPModelBuilder> settings(int batch, int threads) {
        return known -> known.optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(batch))
                .execution(ExecutionOptions.defaults().withThreads(threads));
    }

    private static Dataset<Row> onSpark(SparkSession spark, int records) {
        return spark.range(records)
                .selectExpr(
                        "id",
                        "transform(sequence(1, " + SIDE * SIDE + "), i -> float(hash(id, i)) / 1e9f) AS x",
                        "id % " + CLASSES + " AS y");
    }

    private static ArrayDataset here(int records) {
        Random random = new Random(1);
        float[][] all = new float[records][SIDE * SIDE];
        int[] labels = new int[records];
        for (int i = 0; i < records; i++) {
            for (int j = 0; j < all[i].length; j++) {
                all[i][j] = (float) random.nextGaussian();
            }
            labels[i] = i % CLASSES;
        }
        return ArrayDataset.classification("made up", all, new long[] {1, SIDE, SIDE}, labels, CLASSES);
    }

    private static Clock alone(int batch, int threads, int steps, ArrayDataset dataset) {
        DPModelBuilder known = DPModel.builder(LeNet5.network(CLASSES), Losses.softmaxCrossEntropy());
        settings(batch, threads).accept(known);
        try (DPModel model = known.build()) {
            Clock clock = new Clock(steps);
            model.train(1000, dataset, List.of(clock));
            return clock;
        }
    }

    private static Clock distant(int batch, int threads, int steps, int partitions, Dataset<Row> dataset) {
        try (SparkDPModel model = SparkDPModel.builder(LeNet5.network(CLASSES), Losses::softmaxCrossEntropy)
                .model(settings(batch, threads))
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(partitions)
                .build()) {
            Clock clock = new Clock(steps);
            model.train(1000, dataset, List.of(clock));
            return clock;
        }
    }

    /** The time that Spark itself takes for jobs of as many tasks that do nothing. */
    private static List<Double> emptyJobs(SparkSession spark, int steps, int partitions) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<Integer> tasks = context.parallelize(Collections.nCopies(partitions, 1), partitions);
        List<Double> milliseconds = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            long begin = System.nanoTime();
            tasks.collect();
            milliseconds.add((System.nanoTime() - begin) / 1e6);
        }
        return milliseconds.subList(steps / 2, steps);
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /**
     * Prints medians over all rounds.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        int records = numbers[0];
        int partitions = numbers[2];
        int steps = numbers[6];
        SparkSession spark = SparkSession.builder().appName("step cost").getOrCreate();
        Dataset<Row> distant = onSpark(spark, records);
        ArrayDataset here = here(records);
        // Enough that hardly any partition is left without one.
        int[] batches = {numbers[1], 8 * partitions};
        Times[] times = {new Times(), new Times()};
        for (int round = 0; round < numbers[5]; round++) {
            for (int i = 0; i < batches.length; i++) {
                alone(batches[i], numbers[3], steps, here).addTo(times[i].alone(), times[i].aloneProcessors());
                distant(batches[i], numbers[4], steps, partitions, distant)
                        .addTo(times[i].onSpark(), times[i].onSparkProcessors());
                times[i].emptyJob().addAll(emptyJobs(spark, steps, partitions));
            }
        }
        for (int i = 0; i < batches.length; i++) {
            double alone = median(times[i].alone());
            double onSpark = median(times[i].onSpark());
            System.out.printf(
                    "batch %d: alone %.1f ms, on Spark %.1f ms a step, ratio %.2f, %.1f ms more; an empty job %.1f ms;"
                            + " of processors alone %.0f ms, on Spark %.0f ms%n",
                    batches[i],
                    alone,
                    onSpark,
                    onSpark / alone,
                    onSpark - alone,
                    median(times[i].emptyJob()),
                    median(times[i].aloneProcessors()),
                    median(times[i].onSparkProcessors()));
        }
        spark.stop();
    }
}
