package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One record more or less moves the sum that noise is added to by at most the clipping norm, whatever the partitions. */
class CanaryTest {
    /** Far from all others, so that its gradient is longer than the clipping norm. */
    private static final List<Float> FEATURES = List.of(9f, 8f, -7f, 6f);

    private static int[] drawn;

    @BeforeAll
    static void start() {
        SparkCluster.session();
        drawn = IntStream.range(0, SparkCluster.RECORDS).filter(i -> i % 3 != 1).toArray();
        Random random = new Random(4);
        for (int i = drawn.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = drawn[i];
            drawn[i] = drawn[other];
            drawn[other] = kept;
        }
    }

    private static List<Row> with(long id) {
        List<Row> rows = new ArrayList<>(SparkCluster.rows());
        rows.add(RowFactory.create(id, FEATURES, 0));
        return rows;
    }

    /** The same draws, where the records behind the canary have moved by one place, and the canary in their midst. */
    private static int[] drawnWith(int canary, int times) {
        IntStream others = IntStream.of(drawn).map(position -> position < canary ? position : position + 1);
        int[] moved = others.toArray();
        return IntStream.concat(
                        IntStream.concat(
                                IntStream.of(moved).limit(50),
                                IntStream.range(0, times).map(i -> canary)),
                        IntStream.of(moved).skip(50))
                .toArray();
    }

    private static double[][] sum(List<Row> rows, int partitions, boolean clips, int... positions) {
        try (StepOnSpark step = new StepOnSpark(rows, partitions, clips)) {
            return step.sum(positions);
        }
    }

    @Test
    void oneRecordMovesTheSumByAtMostTheClippingNorm() {
        for (int partitions : new int[] {1, 3, 7}) {
            double[][] without = sum(SparkCluster.rows(), partitions, true, drawn);
            double first = StepOnSpark.distance(without, sum(with(1), partitions, true, drawnWith(0, 1)));
            double last = StepOnSpark.distance(
                    without, sum(with(999_999), partitions, true, drawnWith(SparkCluster.RECORDS, 1)));
            System.out.println("canary in " + partitions + " partitions moves the sum by " + first / StepOnSpark.NORM
                    + " and " + last / StepOnSpark.NORM + " of the clipping norm");
            for (double moved : new double[] {first, last}) {
                assertTrue(moved <= StepOnSpark.NORM, partitions + " partitions: " + moved);
                // Shorter, the canary would be none.
                assertTrue(moved >= 0.99 * StepOnSpark.NORM, partitions + " partitions: " + moved);
            }
        }
    }

    @Test
    void aRecordThatCountsTwiceOrIsNotClippedIsSeen() {
        double[][] without = sum(SparkCluster.rows(), 3, true, drawn);
        double doubled = StepOnSpark.distance(without, sum(with(999_999), 3, true, drawnWith(SparkCluster.RECORDS, 2)));
        assertTrue(doubled > 1.9 * StepOnSpark.NORM, "twice: " + doubled);
        double unclipped = StepOnSpark.distance(
                sum(SparkCluster.rows(), 3, false, drawn),
                sum(with(999_999), 3, false, drawnWith(SparkCluster.RECORDS, 1)));
        assertTrue(unclipped > 1.9 * StepOnSpark.NORM, "not clipped: " + unclipped);
    }
}
