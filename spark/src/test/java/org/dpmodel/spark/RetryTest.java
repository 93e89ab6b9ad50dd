package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.dpmodel.Losses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** What goes wrong elsewhere when Spark runs a task twice or cuts data otherwise, and that it is seen here. */
@Tag("slow")
class RetryTest {
    @BeforeAll
    static void start() {
        SparkCluster.session();
    }

    /** Numbers the parts, and adds each to an accumulator as well. */
    private static final class Gather implements PairFunction<byte[], Integer, byte[]> {
        private static final long serialVersionUID = 1;
        private static volatile boolean here;

        private final CollectionAccumulator<byte[]> gathered;

        Gather(CollectionAccumulator<byte[]> gathered) {
            this.gathered = gathered;
        }

        @Override
        public Tuple2<Integer, byte[]> call(byte[] part) {
            here = true;
            gathered.add(part);
            return new Tuple2<>(java.util.Arrays.hashCode(part), part);
        }
    }

    /** Ends, once, an executor that has gathered; its results are lost with it, and made again by the other one. */
    private static final class Lose implements FlatMapFunction<Iterator<byte[]>, byte[]> {
        private static final long serialVersionUID = 1;

        @Override
        public Iterator<byte[]> call(Iterator<byte[]> parts) {
            if (Gather.here && MischiefEngine.taken("lose")) {
                Runtime.getRuntime().halt(137);
            }
            return parts;
        }
    }

    /** How many units a part says that it has: behind a loss and a norm. */
    private static int units(byte[] part) {
        return ByteBuffer.wrap(part).getInt(2 * Double.BYTES);
    }

    @Test
    void resultsOfActionsCountOnceWhereAnAccumulatorCountsTwice() {
        int[] drawn = IntStream.range(0, SparkCluster.RECORDS).toArray();
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), 6, true)) {
            double[][] undisturbed = step.sum(drawn);
            JavaSparkContext spark =
                    JavaSparkContext.fromSparkContext(SparkCluster.session().sparkContext());
            StepKit kit = StepKit.of(step.driver, StepOnSpark.OPSET, Losses::softmaxCrossEntropy);
            Broadcast<StepKit> sent = spark.broadcast(kit);
            StepOrder order = new StepOrder(step.driver.parameters().values(), StepOnSpark.NORM, new byte[0]);
            PartTask task = new PartTask(sent, kit.digest(), SentOrder.of(spark, order));
            CollectionAccumulator<byte[]> gathered = new CollectionAccumulator<>();
            spark.sc().register(gathered, "parts");
            SparkCluster.tell("lose");
            List<byte[]> results = StepJob.of(step.records, drawn)
                    .parts(spark, task)
                    .mapToPair(new Gather(gathered))
                    .partitionBy(new HashPartitioner(6))
                    .values()
                    .mapPartitions(new Lose())
                    .collect();
            assertTrue(SparkCluster.hasHappened("lose"));
            assertEquals(0, StepOnSpark.distance(undisturbed, step.sum(results, drawn.length)));
            assertTrue(
                    gathered.value().size() > results.size(), gathered.value().size() + " parts");
            assertThrows(IllegalArgumentException.class, () -> step.sum(gathered.value(), drawn.length));
            // Code that also takes the number of drawn examples from the accumulator gets no error.
            int counted = gathered.value().stream().mapToInt(RetryTest::units).sum();
            double twice = StepOnSpark.distance(undisturbed, step.sum(gathered.value(), counted));
            System.out.println("an accumulator has " + gathered.value().size() + " parts of " + results.size()
                    + ", its sum is off by " + twice / StepOnSpark.NORM + " clipping norms");
            assertTrue(twice > StepOnSpark.NORM, "moved by " + twice);
        }
    }

    /** Draws as by a stream of coins for each partition: the twin. */
    private static final class Stream implements Function2<Integer, Iterator<RecordBlock>, Iterator<Integer>> {
        private static final long serialVersionUID = 1;

        @Override
        public Iterator<Integer> call(Integer partition, Iterator<RecordBlock> blocks) {
            Random coins = new Random(100 + partition);
            List<Integer> drawn = new ArrayList<>();
            for (int position : blocks.next().positions()) {
                if (coins.nextDouble() < 1.0 / 3) {
                    drawn.add(position);
                }
            }
            return drawn.iterator();
        }
    }

    private static List<Integer> byStreams(int partitions) {
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), partitions, true)) {
            return sorted(step.records.blocks().mapPartitionsWithIndex(new Stream(), true));
        }
    }

    private static List<Integer> bySample(int partitions) {
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), partitions, true)) {
            return sorted(step.records
                    .blocks()
                    .flatMap(block -> IntStream.of(block.positions()).boxed().iterator())
                    .sample(false, 1.0 / 3, 5));
        }
    }

    private static List<Integer> sorted(JavaRDD<Integer> positions) {
        return positions.collect().stream().sorted().toList();
    }

    @Test
    void streamsOfCoinsDrawOthersInOtherPartitions() {
        List<Integer> streams = byStreams(3);
        assertEquals(streams, byStreams(3));
        assertNotEquals(streams, byStreams(7));
        List<Integer> sample = bySample(3);
        assertEquals(sample, bySample(3));
        assertNotEquals(sample, bySample(7));
    }

    @Test
    void theSameRecordsAreDrawnInTheSameOrderWhateverThePartitions() {
        List<List<Long>> here = DrawnIds.onOneMachine();
        assertEquals(3, here.size());
        assertTrue(here.get(0).size() > 20, here.toString());
        for (int partitions : new int[] {1, 3, 7}) {
            assertEquals(here, DrawnIds.onSpark(partitions));
        }
    }
}
