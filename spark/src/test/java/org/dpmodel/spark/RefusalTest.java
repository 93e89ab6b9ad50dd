package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Executors refuse to compute other bits than the driver, and on other records than those of the beginning. */
class RefusalTest {
    @BeforeAll
    static void start() {
        SparkCluster.session();
    }

    @Test
    void executorsWithOtherKernelsAreRefusedBeforeAnythingIsCharged() throws Exception {
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), 3, true);
                DPModel model = SparkTrainingTest.onOneMachine(9)) {
            SparkDataset dataset = new SparkDataset(step.records, Losses::softmaxCrossEntropy);
            String fresh = model.ledger().toString();
            SparkCluster.tell("other-bits");
            try {
                Exception refused = assertThrows(Exception.class, () -> model.train(1, dataset, List.of()));
                assertTrue(
                        refused.getMessage().contains("this executor's kernels must produce the same bits"),
                        refused.getMessage());
                assertEquals(0, model.steps());
                assertEquals(fresh, model.ledger().toString());
            } finally {
                Files.delete(SparkCluster.folder().resolve("other-bits"));
            }
            model.train(1, dataset, List.of());
            assertEquals(3, model.steps());
        }
    }

    @Test
    void aPartitionWithOtherRecordsThanAtTheBeginningIsRefused() {
        List<org.apache.spark.sql.Row> changed = new java.util.ArrayList<>(SparkCluster.rows());
        changed.replaceAll(row -> row.getLong(0) == SparkCluster.id(8)
                ? org.apache.spark.sql.RowFactory.create(row.getLong(0), row.getAs(1), 1 - row.getInt(2))
                : row);
        try (StepOnSpark step = new StepOnSpark(SparkCluster.rows(), 3, true);
                StepOnSpark other = new StepOnSpark(changed, 3, true)) {
            step.driver.prepare();
            JavaSparkContext spark =
                    JavaSparkContext.fromSparkContext(SparkCluster.session().sparkContext());
            StepKit kit = StepKit.of(step.driver, StepOnSpark.OPSET, Losses::softmaxCrossEntropy);
            Broadcast<StepKit> sent = spark.broadcast(kit);
            StepOrder order = new StepOrder(step.driver.parameters().values(), StepOnSpark.NORM, new byte[0]);
            PartTask task = new PartTask(sent, kit.digest(), SentOrder.of(spark, order));
            StepJob job = StepJob.of(step.records, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertTrue(job.run(spark, task).size() > 0);
            CheckTask check = new CheckTask(sent, kit.digest(), step.records.digests());
            StepJob onOther = new StepJob(other.records, job.orders());
            for (Exception refused : List.of(
                    assertThrows(Exception.class, () -> onOther.run(spark, task)),
                    assertThrows(Exception.class, () -> other.records
                            .blocks()
                            .mapPartitionsWithIndex(check, true)
                            .collect()))) {
                assertTrue(
                        refused.getMessage().contains("must have the records that the training began with"),
                        refused.getMessage());
            }
        }
    }

    @Test
    void sumsBeyondWhatSparkLetsADriverTakeAreRefusedBeforeTheFirstStep() {
        SparkSums.checkResults(61_684, 2_000, 1L << 30);
        SparkSums.checkResults(2_500_000, 1_000, 0);
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> SparkSums.checkResults(2_500_000, 60, 1L << 30));
        assertTrue(
                refused.getMessage().contains("spark.driver.maxResultSize, which is 1073741824 bytes"),
                refused.getMessage());
    }
}
