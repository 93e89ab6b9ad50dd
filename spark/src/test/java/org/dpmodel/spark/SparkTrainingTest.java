package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on two executors in processes of their own, beside the training on one machine, and through failures. */
class SparkTrainingTest {
    private static final int RECORDS = 240;

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static List<Row> rows;
    private static ArrayDataset local;

    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("x", DataTypes.createArrayType(DataTypes.FloatType))
            .add("y", DataTypes.IntegerType);

    @BeforeAll
    static void start() {
        System.setProperty(MischiefEngine.FOLDER, folder.toString());
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        spark = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .config("spark.home", System.getProperty("java.io.tmpdir"))
                .config("spark.executor.extraClassPath", classPath)
                .config("spark.executor.extraJavaOptions", "-D" + MischiefEngine.FOLDER + "=" + folder)
                .config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
                .config("spark.executorEnv.SPARK_TESTING", "1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 3)
                .config("spark.speculation", true)
                .config("spark.speculation.quantile", 0.5)
                .getOrCreate();
        records();
    }

    private static void records() {
        Random random = new Random(6);
        rows = new ArrayList<>();
        float[][] features = new float[RECORDS][4];
        int[] labels = new int[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            List<Float> numbers = new ArrayList<>();
            for (int j = 0; j < 4; j++) {
                features[i][j] = (float) random.nextGaussian();
                numbers.add(features[i][j]);
            }
            labels[i] = features[i][0] + features[i][1] > 0 ? 1 : 0;
            rows.add(RowFactory.create(1000L + 7L * i, numbers, labels[i]));
        }
        local = ArrayDataset.classification("of Spark", features, new long[] {4}, labels, 2);
        Collections.shuffle(rows, random);
    }

    @AfterAll
    static void stop() {
        System.clearProperty(MischiefEngine.FOLDER);
        if (spark != null) {
            spark.stop();
        }
    }

    private static Network network() {
        return MultilayerPerceptron.network(new long[] {4}, 8, 2);
    }

    private static void settings(DPModelBuilder known) {
        known.optimizer(Optimizers.sgd(0.5))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(80))
                .engine("mischief:cpu")
                .execution(ExecutionOptions.defaults().withThreads(1))
                .seed(5);
    }

    private record Outcome(List<Integer> drawn, float[][] weights, String ledger, String statement) {}

    private static Outcome outcome(DPModel model, Drawn drawn) {
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

    private static final class Drawn implements Callback {
        private final List<Integer> counts = new ArrayList<>();
        private final List<String> mischief;

        Drawn(String... mischief) {
            this.mischief = List.of(mischief);
        }

        @Override
        public void onTrainStepBegin(RunContext run) {
            if (run.step() == 1) {
                for (String name : mischief) {
                    try {
                        Files.createFile(folder.resolve(name));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
        }

        @Override
        public void onTrainStepEnd(RunContext run) {
            counts.add(run.report().revealSensitive().drawn());
        }
    }

    private static Outcome onSpark(int partitions, String... mischief) {
        Dataset<Row> dataset = spark.createDataFrame(rows, SCHEMA).repartition(partitions + 1);
        try (SparkDPModel model = SparkDPModel.builder(network(), Losses::softmaxCrossEntropy)
                .model(SparkTrainingTest::settings)
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(partitions)
                .build()) {
            Drawn drawn = new Drawn(mischief);
            model.train(1, dataset, List.of(drawn));
            for (String name : mischief) {
                assertFalse(Files.exists(folder.resolve(name)), name + " must have happened");
            }
            return outcome(model.model(), drawn);
        }
    }

    private static void assertSameBits(Outcome expected, Outcome found) {
        assertSameButRounding(expected, found, 0);
    }

    private static void assertSameButRounding(Outcome expected, Outcome found, double tolerance) {
        assertEquals(expected.drawn(), found.drawn());
        assertEquals(expected.ledger(), found.ledger());
        assertEquals(expected.statement(), found.statement());
        for (int i = 0; i < expected.weights().length; i++) {
            assertArrayEquals(expected.weights()[i], found.weights()[i], (float) tolerance);
        }
    }

    @Test
    void drawsChargesAndStatementAreThoseOfOneMachineWhateverThePartitions() {
        DPModelBuilder known = DPModel.builder(network(), Losses.softmaxCrossEntropy());
        settings(known);
        try (DPModel model = known.build()) {
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

    private static String refusal(List<Row> broken) {
        try (SparkDPModel model = SparkDPModel.builder(network(), Losses::softmaxCrossEntropy)
                .model(SparkTrainingTest::settings)
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(2)
                .build()) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> model.train(1, spark.createDataFrame(broken, SCHEMA), List.of()));
            assertEquals(0, model.model().steps());
            return refused.getMessage();
        }
    }
}
