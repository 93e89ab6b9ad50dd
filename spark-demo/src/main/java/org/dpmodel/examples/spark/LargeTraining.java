package org.dpmodel.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.spark.RecordColumns;
import org.dpmodel.spark.SparkDPModel;

/**
 * Trains on made-up records, possibly more than fit into the memory of driver and executors, and reports the peak
 * memory of each process. Arguments: records, features of each, expected batch, steps, partitions, and a folder for the
 * Parquet files, which are written if they do not exist.
 */
public final class LargeTraining {
    private LargeTraining() {}

    /** Reports the time of each step, and ends after a given number. */
    private record Steps(int most, long[] begin) implements Callback {
        @Override
        public void onTrainBegin(RunContext run) {
            System.out.printf("records are in place after %.1f s%n", seconds());
            begin[0] = System.nanoTime();
        }

        @Override
        public void onTrainStepEnd(RunContext run) {
            System.out.printf("step %d: %.2f s%n", run.step(), seconds());
            begin[0] = System.nanoTime();
            if (run.step() == most) {
                run.requestStop();
            }
        }

        private double seconds() {
            return (System.nanoTime() - begin[0]) / 1e9;
        }
    }

    private static Dataset<Row> records(SparkSession spark, long records, int features, String folder) {
        spark.range(0, records, 1, 16)
                .selectExpr(
                        "id * 7 + 5 AS id",
                        "transform(sequence(1, " + features + "), i -> float(hash(id, i)) / 1e9f) AS x",
                        "int(hash(id, 1) > 0) AS y")
                .write()
                .mode(SaveMode.Ignore)
                .parquet(folder);
        return spark.read().parquet(folder);
    }

    /** The peak memory of this process, and the maximum size of its heap. */
    private static String memory() {
        String name = SparkEnv.get() == null ? "" : SparkEnv.get().executorId();
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        return "process " + name + ": " + peak() + " at most, heap up to " + heap + " MB";
    }

    private static String peak() {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "unknown memory";
        }
        try {
            String line = Files.readAllLines(status).stream()
                    .filter(text -> text.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        int[] numbers = Arrays.stream(args).limit(5).mapToInt(Integer::parseInt).toArray();
        SparkSession spark = SparkSession.builder().appName("large training").getOrCreate();
        Dataset<Row> records = records(spark, numbers[0], numbers[1], args[5]);
        long[] begin = {System.nanoTime()};
        try (SparkDPModel model = SparkDPModel.builder(
                        MultilayerPerceptron.network(new long[] {numbers[1]}, 64, 2), Losses::softmaxCrossEntropy)
                .model(known -> known.optimizer(Optimizers.sgd(0.1))
                        .clipping(ClipMechanisms.fixed(1))
                        .noise(NoiseMechanisms.gaussian(1))
                        .sampling(new PoissonSampling(numbers[2]))
                        .execution(ExecutionOptions.defaults().withThreads(1)))
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(numbers[4])
                .build()) {
            model.train(1, records, List.of(new Steps(numbers[3], begin)));
            System.out.println(model.privacyStatement().toText());
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Integer> tasks = IntStream.range(0, 64).boxed().toList();
        new TreeSet<>(context.parallelize(tasks, tasks.size())
                        .map(task -> memory())
                        .collect())
                .forEach(System.out::println);
        System.out.println(memory());
        spark.stop();
    }
}
