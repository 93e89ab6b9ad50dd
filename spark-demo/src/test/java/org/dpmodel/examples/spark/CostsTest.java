package org.dpmodel.examples.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that measure run, on little; and what they make of measurements is right. */
class CostsTest {
    @TempDir
    Path folder;

    private interface Program {
        void run(String... args);
    }

    private static String output(Program program, String... args) {
        SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream caught = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(caught);
            program.run(args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A minute on a busy machine. */
    @Test
    void recordsAreWrittenAndTrainedOnAndMemoryIsReported() {
        if (!Boolean.getBoolean("dpmodel.full")) {
            System.err.println("SKIPPED: a training on records from Parquet, -Ddpmodel.full=true runs it");
        }
        assumeTrue(Boolean.getBoolean("dpmodel.full"));
        String out = output(
                LargeTraining::main,
                "3000",
                "8",
                "200",
                "3",
                "4",
                folder.resolve("records").toString());
        assertTrue(out.contains("step 3: "), out);
        assertTrue(out.contains("Steps: 3\n"), out);
        assertTrue(out.contains("process driver: "), out);
    }

    @Test
    void aLineIsFoundAgainFromItsPoints() {
        ClusterCost.Line line = ClusterCost.Line.through(new double[] {2, 8, 128}, new double[] {11, 14, 74});
        assertEquals(10, line.base(), 1e-9);
        assertEquals(0.5, line.slope(), 1e-9);
    }

    @Test
    void costsAddUp() {
        ClusterCost.Cost cost = new ClusterCost.Cost(new ClusterCost.Line(10, 0.5), 4, 2, 1);
        assertEquals(60, cost.launch(100), 1e-9);
        // One megabyte; after seven rounds 100 executors and the driver have it.
        assertEquals(4 + 7, cost.broadcast(100, 250_000), 1e-9);
        assertEquals(2 * 2 * 100, cost.aggregation(100, 250_000), 1e-9);
        assertEquals(60 + 11 + 400, cost.step(100, 250_000), 1e-9);
        // Ten executors take ten sums each, and the driver takes ten.
        assertEquals(60 + 15 + 11 + 40 + 40, cost.combined(100, 250_000), 1e-9);
    }
}
