package org.dpmodel.examples.spark;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures the overhead of a step with jobs on this cluster (launching a task for each executor, sending the
 * parameters, and returning the sums), fits a model to it, and prints tables of what the model predicts for larger
 * clusters, which nobody has run. Arguments: Gbit/s of the network for which to print tables, and milliseconds that one
 * core takes for one record.
 */
public final class ClusterCost {
    private static final int JOBS = 30;
    private static final int WARM_UP = 10;
    private static final int[] EXECUTORS = {10, 100, 1_000, 10_000};
    /** The sizes of LeNet-5, and of the largest network that is allowed. */
    private static final int[] NUMBERS = {61_684, 2_500_000};

    private ClusterCost() {}

    /**
     * A straight line.
     *
     * @param base milliseconds at 0
     * @param slope milliseconds for each additional unit
     */
    record Line(double base, double slope) {
        /**
         * The line with the smallest sum of squared relative distances, so that small values count as much as large
         * ones.
         */
        static Line through(double[] x, double[] y) {
            double weights = 0;
            double meanX = 0;
            double meanY = 0;
            for (int i = 0; i < x.length; i++) {
                double weight = 1 / (y[i] * y[i]);
                weights += weight;
                meanX += weight * x[i];
                meanY += weight * y[i];
            }
            meanX /= weights;
            meanY /= weights;
            double products = 0;
            double squares = 0;
            for (int i = 0; i < x.length; i++) {
                double weight = 1 / (y[i] * y[i]);
                products += weight * (x[i] - meanX) * (y[i] - meanY);
                squares += weight * (x[i] - meanX) * (x[i] - meanX);
            }
            double slope = products / squares;
            return new Line(meanY - slope * meanX, slope);
        }
    }

    /**
     * The fitted model, and its assumptions.
     *
     * @param job milliseconds by tasks of a job
     * @param send milliseconds for each megabyte that is sent to every executor, in addition to the network's
     * @param take milliseconds for each megabyte of sums that the driver takes and adds, including this machine's
     *     network
     * @param network milliseconds for each megabyte on the network
     */
    record Cost(Line job, double send, double take, double network) {
        double launch(int executors) {
            return job.base() + job.slope() * executors;
        }

        /** Executors pass on what they have, so the number of those that have it doubles each time. */
        double broadcast(int executors, int numbers) {
            double megabytes = 4e-6 * numbers;
            return megabytes * (send + network * Math.ceil(Math.log(executors + 1) / Math.log(2)));
        }

        /** One after the other, at the slower one of network and driver. */
        double aggregation(int sums, int numbers) {
            return 8e-6 * numbers * sums * Math.max(take, network);
        }

        double step(int executors, int numbers) {
            return launch(executors) + broadcast(executors, numbers) + aggregation(executors, numbers);
        }

        /** With a second stage in which √n executors add up √n sums each. Not implemented. */
        double combined(int executors, int numbers) {
            int root = (int) Math.ceil(Math.sqrt(executors));
            return launch(executors)
                    + launch(root)
                    + broadcast(executors, numbers)
                    + aggregation(root, numbers)
                    + aggregation((executors + root - 1) / root, numbers);
        }
    }

    private static double medianOfJobs(Runnable job) {
        List<Double> milliseconds = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            long begin = System.nanoTime();
            job.run();
            milliseconds.add((System.nanoTime() - begin) / 1e6);
        }
        double[] sorted = milliseconds.subList(WARM_UP, JOBS).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    /** Sends bytes with the code of each task, and receives bytes from each. */
    private static void job(JavaSparkContext spark, int tasks, int sent, int taken) {
        byte[] parameters = new byte[sent];
        double[] total = new double[taken / Double.BYTES];
        JavaRDD<Integer> numbers =
                spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
        for (byte[] part : numbers.map(task -> answer(parameters, taken)).collect()) {
            DoubleBuffer values = ByteBuffer.wrap(part).asDoubleBuffer();
            for (int i = 0; i < total.length; i++) {
                total[i] += values.get(i);
            }
        }
    }

    private static byte[] answer(byte[] parameters, int taken) {
        return new byte[Math.max(taken, Math.min(parameters.length, 1))];
    }

    private static Line fitted(String what, double[] x, java.util.function.IntFunction<Runnable> jobs) {
        double[] y = IntStream.range(0, x.length)
                .mapToDouble(i -> medianOfJobs(jobs.apply(i)))
                .toArray();
        Line line = Line.through(x, y);
        System.out.printf(
                Locale.ROOT,
                "%s %s: %s ms, so %.2f ms + %.3f ms for each%n",
                what,
                Arrays.toString(x),
                Arrays.toString(Arrays.stream(y)
                        .map(value -> Math.round(10 * value) / 10.0)
                        .toArray()),
                line.base(),
                line.slope());
        return line;
    }

    private static Cost measured(JavaSparkContext spark, double network) {
        double[] tasks = {2, 8, 32, 128};
        double[] megabytes = {0, 0.25, 0.5, 0.75};
        int manyTasks = 8;
        Line job = fitted("tasks", tasks, i -> () -> job(spark, (int) tasks[i], 0, 0));
        Line send = fitted("megabytes sent with 2 tasks", megabytes, i -> () -> job(spark, 2, bytes(megabytes[i]), 0));
        Line take = fitted(
                "megabytes taken from each of " + manyTasks + " tasks",
                megabytes,
                i -> () -> job(spark, manyTasks, 0, bytes(megabytes[i])));
        return new Cost(job, send.slope(), take.slope() / manyTasks, network);
    }

    private static int bytes(double megabytes) {
        return (int) (1e6 * megabytes);
    }

    static void print(Cost cost, double perRecord) {
        for (int numbers : NUMBERS) {
            System.out.printf(Locale.ROOT, "%n%,d trained parameters:%n%n", numbers);
            System.out.println("| executors | launch | broadcast | aggregation | step without compute"
                    + " | records per core for equal compute time | step with sums combined by executors |");
            System.out.println("|---|---|---|---|---|---|---|");
            for (int executors : EXECUTORS) {
                double step = cost.step(executors, numbers);
                System.out.printf(
                        Locale.ROOT,
                        "| %,d | %s | %s | %s | %s | %,.0f | %s |%n",
                        executors,
                        time(cost.launch(executors)),
                        time(cost.broadcast(executors, numbers)),
                        time(cost.aggregation(executors, numbers)),
                        time(step),
                        step / perRecord,
                        time(cost.combined(executors, numbers)));
            }
        }
    }

    private static String time(double milliseconds) {
        return milliseconds < 1000
                ? String.format(Locale.ROOT, "%.3g ms", milliseconds)
                : String.format(Locale.ROOT, "%.3g s", milliseconds / 1000);
    }

    /**
     * Prints the fits and the tables.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        double network = 8 / Double.parseDouble(args[0]);
        SparkSession spark = SparkSession.builder().appName("cluster cost").getOrCreate();
        Cost cost = measured(JavaSparkContext.fromSparkContext(spark.sparkContext()), network);
        print(cost, Double.parseDouble(args[1]));
        spark.stop();
    }
}
