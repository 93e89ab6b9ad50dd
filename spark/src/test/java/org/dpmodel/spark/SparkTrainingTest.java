package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trains on two executors in processes of their own, beside the training on one machine, and through failures. */
class SparkTrainingTest {
    private static SparkSession spark;
    private static List<Row> rows;
    private static org.dpmodel.data.Dataset local;

    @BeforeAll
    static void start() {
        spark = SparkCluster.session();
        rows = SparkCluster.rows();
        local = SparkCluster.local();
    }

    static Network network() {
        return MultilayerPerceptron.network(new long[] {4}, 8, 2);
    }

    static void settings(DPModelBuilder known) {
        known.optimizer(Optimizers.sgd(0.5))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(80))
                .engine("mischief:cpu")
                .execution(ExecutionOptions.defaults().withThreads(1))
                .seed(5);
    }

    /** The model of these tests, for a training on this machine. */
    static DPModel onOneMachine() {
        return onOneMachine(8);
    }

    /** That model with another number of hidden units, whose graphs no executor has yet. */
    static DPModel onOneMachine(int hidden) {
        DPModelBuilder known =
                DPModel.builder(MultilayerPerceptron.network(new long[] {4}, hidden, 2), Losses.softmaxCrossEntropy());
        settings(known);
        return known.build();
    }

    record Outcome(List<Integer> drawn, float[][] weights, String ledger, String statement) {}

    static Outcome outcome(DPModel model, Drawn drawn) {
        float[][] weights = model.network().graph().parameters().stream()
                .map(name ->
                        model.network().graph().graph().initializers().get(name).toFloats())
                .toArray(float[][]::new);
        return new Outcome(
                drawn.counts,
                weights,
                model.ledger().toString(),
                model.privacyStatement().toText());
    }

    static final class Drawn implements Callback {
        final List<Integer> counts = new ArrayList<>();
        private final List<String> mischief;

        Drawn(String... mischief) {
            this.mischief = List.of(mischief);
        }

        @Override
        public void onTrainStepBegin(RunContext run) {
            if (run.step() == 1) {
                mischief.forEach(SparkCluster::tell);
            }
        }

        @Override
        public void onTrainStepEnd(RunContext run) {
            counts.add(run.report().revealSensitive().drawn());
        }
    }

    static Outcome onSpark(int partitions, String... mischief) {
        Dataset<Row> dataset = spark.createDataFrame(rows, SparkCluster.SCHEMA).repartition(partitions + 1);
        try (SparkDPModel model = SparkDPModel.builder(network(), Losses::softmaxCrossEntropy)
                .model(SparkTrainingTest::settings)
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(partitions)
                .build()) {
            Drawn drawn = new Drawn(mischief);
            model.train(1, dataset, List.of(drawn));
            for (String name : mischief) {
                assertTrue(SparkCluster.hasHappened(name), name + " must have happened");
            }
            return outcome(model.model(), drawn);
        }
    }

    static void assertSameBits(Outcome expected, Outcome found) {
        assertSameButRounding(expected, found, 0);
    }

    static void assertSameButRounding(Outcome expected, Outcome found, double tolerance) {
        assertEquals(expected.drawn(), found.drawn());
        assertEquals(expected.ledger(), found.ledger());
        assertEquals(expected.statement(), found.statement());
        for (int i = 0; i < expected.weights().length; i++) {
            assertArrayEquals(expected.weights()[i], found.weights()[i], (float) tolerance);
        }
    }

    @Test
    void drawsChargesAndStatementAreThoseOfOneMachineWhateverThePartitions() {
        try (DPModel model = onOneMachine()) {
            Drawn drawn = new Drawn();
            model.train(1, local, List.of(drawn));
            Outcome here = outcome(model, drawn);
            assertEquals(3, here.drawn().size());
            assertSameButRounding(here, onSpark(3), 1e-6);
            assertSameButRounding(here, onSpark(7), 1e-6);
        }
    }

    @Test
    void failedTasksAndAKilledExecutorChangeNoBit() {
        Outcome undisturbed = onSpark(4);
        assertSameBits(undisturbed, onSpark(4, "fail-1", "fail-2"));
        assertSameBits(undisturbed, onSpark(4, "kill"));
    }

    @Test
    void brokenRecordsAndRepeatedIdsAreRefusedBeforeAnythingIsCharged() {
        List<Row> broken = new ArrayList<>(rows);
        broken.add(RowFactory.create(1000L, List.of(1f, 2f, 3f, 4f), 1));
        assertTrue(refusal(broken).contains("the id 1000"), refusal(broken));
        broken = new ArrayList<>(rows);
        broken.add(RowFactory.create(3L, List.of(1f, 2f, 3f), 1));
        broken.add(RowFactory.create(2L, List.of(1f, 2f, 3f, 4f), 2));
        assertTrue(refusal(broken).startsWith("record 0"), refusal(broken));
    }

    @Test
    void idsThatACollationTakesForEqualAreRefused() {
        Dataset<Row> named = spark.createDataFrame(rows, SparkCluster.SCHEMA);
        assertTrue(refusal(named.selectExpr("concat('p', id) collate UTF8_LCASE as id", "x", "y"))
                .contains("found the collation UTF8_LCASE"));
        assertTrue(
                refusal(named.selectExpr("cast(id as double) as id", "x", "y")).contains("found double"));
        // The cure works.
        assertTrue(refusal(named.selectExpr("concat('p', id) collate UTF8_LCASE as id", "x", "y + 2 as y")
                        .selectExpr("id collate UTF8_BINARY as id", "x", "y"))
                .startsWith("record 0"));
    }

    private static String refusal(List<Row> broken) {
        return refusal(spark.createDataFrame(broken, SparkCluster.SCHEMA));
    }

    private static String refusal(Dataset<Row> broken) {
        try (SparkDPModel model = SparkDPModel.builder(network(), Losses::softmaxCrossEntropy)
                .model(SparkTrainingTest::settings)
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(2)
                .build()) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> model.train(1, broken, List.of()));
            assertEquals(0, model.model().steps());
            return refused.getMessage();
        }
    }
}
