package org.dpmodel.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.Option;

/**
 * Trains twice on a master and two workers: once undisturbed, once with a task that is slow. Spark copies a slow task to another host
 * only, so that the workers have two addresses of this machine; those of a local cluster have one.
 */
final class SpeculatingDriver {
    private SpeculatingDriver() {}

    /** Counts copies of tasks, and those whose result was taken. */
    private static final class Copies extends SparkListener {
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();

        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            started.addAndGet(start.taskInfo().speculative() ? 1 : 0);
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            taken.addAndGet(end.taskInfo().speculative() && end.taskInfo().successful() ? 1 : 0);
        }
    }

    /** Says how many copies there were, and whether all bits are the same. */
    public static void main(String[] arguments) throws Exception {
        SparkConf conf = new SparkConf()
                .set("spark.ui.enabled", "false")
                .set("spark.worker.cleanup.enabled", "false")
                .set("spark.master.rest.enabled", "false");
        String master = "spark://127.0.0.1:"
                + Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)
                        ._1()
                        .address()
                        .port();
        for (int i = 1; i <= 2; i++) {
            Path folder = Files.createTempDirectory("dpmodel-worker");
            Worker.startRpcEnvAndEndpoint(
                    "127.0.0." + i,
                    0,
                    0,
                    1,
                    1024,
                    new String[] {master},
                    folder.toString(),
                    Option.apply(i),
                    conf,
                    Option.empty());
        }
        System.setProperty(SparkCluster.MASTER, master);
        SparkTrainingTest.start();
        SparkTrainingTest.Outcome undisturbed = SparkTrainingTest.onSpark(4);
        Copies copies = new Copies();
        SparkCluster.session().sparkContext().addSparkListener(copies);
        SparkTrainingTest.Outcome copied = SparkTrainingTest.onSpark(4, "slow");
        SparkTrainingTest.assertSameBits(undisturbed, copied);
        SparkCluster.session().stop();
        System.out.println("copies " + copies.started + " taken " + copies.taken + ", all bits the same");
        System.exit(0);
    }
}
