package org.dpmodel.spark;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * A step as one job: a task for each partition from which something was drawn.
 *
 * @param records the records
 * @param orders one for each partition, in their order
 */
record StepJob(SparkRecords records, List<PartOrder> orders) {
    /** The job for what was drawn, in the step's secret order. */
    static StepJob of(SparkRecords records, int... drawn) {
        int[][] parts = records.byPartition(drawn);
        String[] digests = records.digests();
        return new StepJob(
                records,
                IntStream.range(0, parts.length)
                        .mapToObj(partition -> new PartOrder(partition, parts[partition], digests[partition]))
                        .toList());
    }

    /** The partial sum of each partition, computed again whenever it is requested. */
    JavaRDD<byte[]> parts(JavaSparkContext spark, PartTask task) {
        // As many slices as orders, so there is one in each; a slice is sent only with its own task.
        return records.blocks().zipPartitions(spark.parallelize(orders, orders.size()), task);
    }

    /** Runs the tasks. Their results are the action's result, one for each partition. */
    List<byte[]> run(JavaSparkContext spark, PartTask task) {
        List<Object> drawnFrom = orders.stream()
                .filter(order -> order.drawn().length > 0)
                .<Object>map(PartOrder::partition)
                .toList();
        byte[][] results = (byte[][]) spark.sc()
                .runJob(
                        parts(spark, task).rdd(),
                        new TakePart(),
                        CollectionConverters.asScala(drawnFrom).toSeq(),
                        ClassTag.apply(byte[].class));
        return List.of(results);
    }
}
