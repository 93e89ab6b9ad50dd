package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.Mnist;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * LeNet-5 on MNIST from Parquet, on two executors in processes of their own, beside the training on one machine with the same seed: an
 * epoch of 2,000 images, and two of all 60,000 where the system property {@code dpmodel.full} is true.
 */
@Tag("slow")
class DigitsOnSparkTest {
    private static final boolean FULL = Boolean.getBoolean("dpmodel.full");
    private static final int SLICE = 2000;
    private static final int EPOCHS = FULL ? 2 : 1;

    private static final StructType SCHEMA = new StructType()
            .add("image", DataTypes.LongType)
            .add("pixels", DataTypes.createArrayType(DataTypes.FloatType))
            .add("digit", DataTypes.IntegerType);

    @TempDir
    Path folder;

    private static Dataset digits() throws IOException {
        String named = System.getenv("MNIST_DIR");
        Path mnist = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("dpmodel.rootDirectory", ".."), "../shared/mnist");
        if (!Files.isDirectory(mnist)) {
            System.err.println(
                    "SKIPPED: real digits on Spark, no MNIST in MNIST_DIR or ../shared/mnist; drawn digits instead");
            return SyntheticDigits.train(SLICE, 1);
        }
        if (!FULL) {
            System.err.println(
                    "SKIPPED: 58,000 of 60,000 images of MNIST on Spark, and a second epoch; -Ddpmodel.full=true takes all");
            return Mnist.train(mnist).take(SLICE);
        }
        return Mnist.train(mnist);
    }

    /** Files of some thousand images each, whose ids follow the dataset's order while their rows do not. */
    private String parquet(Dataset digits) {
        String path = folder.resolve("digits").toString();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < digits.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(2));
        for (int from = 0; from < order.size(); from += SLICE) {
            List<Row> rows = order.subList(from, Math.min(from + SLICE, order.size())).stream()
                    .map(i -> row(digits, i))
                    .toList();
            SparkCluster.session()
                    .createDataFrame(rows, SCHEMA)
                    .write()
                    .mode(SaveMode.Append)
                    .parquet(path);
        }
        return path;
    }

    private static long id(int index) {
        return 5L + 3L * index;
    }

    private static Row row(Dataset digits, int index) {
        FloatBuffer pixels = FloatBuffer.allocate(32 * 32);
        FloatBuffer oneHot = FloatBuffer.allocate(10);
        digits.copyFeatures(index, pixels);
        digits.copyTarget(index, oneHot);
        int digit = 0;
        while (oneHot.get(digit) == 0) {
            digit++;
        }
        return RowFactory.create(id(index), pixels.array(), digit);
    }

    private static void settings(DPModelBuilder known) {
        known.optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(0.6))
                .sampling(new PoissonSampling(250))
                .execution(ExecutionOptions.defaults().withThreads(1))
                .seed(7);
    }

    /** What was drawn in each step. */
    private static final class Counts implements Callback {
        private final List<Integer> drawn = new ArrayList<>();

        @Override
        public void onTrainStepEnd(RunContext run) {
            drawn.add(run.report().revealSensitive().drawn());
        }
    }

    @Test
    void lenetOnSparkIsLenetOnOneMachine() throws IOException {
        Dataset unnamed = digits();
        Dataset digits = unnamed.withIds(ExampleIds.numbered(IntStream.range(0, unnamed.size())
                .mapToLong(DigitsOnSparkTest::id)
                .toArray()));
        org.apache.spark.sql.Dataset<Row> rows = SparkCluster.session().read().parquet(parquet(digits));
        DPModelBuilder known = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy());
        settings(known);
        RecordColumns columns = RecordColumns.id("image").features("pixels").label("digit");
        Counts here = new Counts();
        Counts there = new Counts();
        try (DPModel model = known.build();
                SparkDPModel onSpark = SparkDPModel.builder(LeNet5.network(10), Losses::softmaxCrossEntropy)
                        .model(DigitsOnSparkTest::settings)
                        .records(columns)
                        .partitions(4)
                        .build();
                SparkRecords records = SparkRecords.of(
                        rows, columns, RecordShape.of(model.network().graph(), Losses.softmaxCrossEntropy()), 3)) {
            ComparedSums compared = new ComparedSums(digits, new SparkDataset(records, Losses::softmaxCrossEntropy));
            model.train(EPOCHS, compared, List.of(here));
            onSpark.train(EPOCHS, rows, List.of(there));

            assertEquals(EPOCHS * (digits.size() / 250), compared.steps());
            System.out.println("sums of LeNet-5 on Spark are off by " + compared.worstShareOfBound()
                    + " of what is allowed, at most " + compared.largestBound() + " clipping norms");
            assertTrue(compared.worstShareOfBound() <= 1, "share " + compared.worstShareOfBound());
            // A lost record would move a sum by up to a clipping norm: the bound must be far below.
            assertTrue(compared.largestBound() < 0.01, "bound " + compared.largestBound());

            assertEquals(here.drawn, there.drawn);
            assertEquals(model.ledger().toString(), onSpark.model().ledger().toString());
            assertEquals(
                    model.privacyStatement().toText(),
                    onSpark.privacyStatement().toText());
        }
    }
}
