package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.Trainer;
import ai.djl.training.listener.EarlyStoppingListener;
import ai.djl.training.listener.EpochTrainingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.SaveModelTrainingListener;
import ai.djl.training.listener.TimeMeasureTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners hear what DJL's trainer would tell them, as far as it is public. */
class DjlListenersTest {
    private static final Dataset DATASET = Examples.dataset(24, 3, 6);
    private static final int STEPS_PER_EPOCH = 3;

    @TempDir
    Path directory;

    private Model model;
    private DPModel trained;

    @BeforeEach
    void open() {
        Block block = new SequentialBlock().add(TestBlocks.linear(5)).add(TestBlocks.linear(3));
        model = Model.newInstance("heard", "PyTorch");
        model.setBlock(block);
        trained = Examples.builder(DjlNetworks.trace(block, new Shape(1, 6))).build();
    }

    @AfterEach
    void close() {
        trained.close();
        model.close();
    }

    private static final class Recording implements TrainingListener {
        final List<String> heard = new ArrayList<>();

        @Override
        public void onEpoch(Trainer trainer) {
            heard.add("epoch");
        }

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData data) {
            heard.add("batch " + data.getBatch().getProgress() + "/"
                    + data.getBatch().getProgressTotal() + " of "
                    + data.getBatch().getSize());
            assertTrue(data.getLabels().isEmpty() && data.getPredictions().isEmpty());
            assertTrue(data.getBatch().getData().isEmpty());
        }

        @Override
        public void onValidationBatch(Trainer trainer, BatchData data) {
            heard.add("validation");
        }

        @Override
        public void onTrainingBegin(Trainer trainer) {
            heard.add("begin");
        }

        @Override
        public void onTrainingEnd(Trainer trainer) {
            heard.add("end");
        }
    }

    @Test
    void listenersAreNotifiedInTheOrderOfDjl() {
        Recording listener = new Recording();
        trained.train(2, DATASET, List.of(DjlListeners.callback(model, listener)));
        // The expected size of a batch, 8, is public; the drawn size is not.
        assertEquals(
                List.of(
                        "begin",
                        "batch 0/3 of 8",
                        "batch 1/3 of 8",
                        "batch 2/3 of 8",
                        "epoch",
                        "batch 0/3 of 8",
                        "batch 1/3 of 8",
                        "batch 2/3 of 8",
                        "epoch",
                        "end"),
                listener.heard);
    }

    @Test
    void defaultListenersOfDjlWork() {
        ListenerCallback quiet = DjlListeners.callback(
                model,
                TrainingListener.Defaults.logging(directory.resolve("log").toString()));
        trained.train(1, DATASET, List.of(quiet));
        assertEquals("1", model.getProperty("Epoch"));
        assertTrue(quiet.metrics().hasMetric("epoch"));
        assertEquals(STEPS_PER_EPOCH - 1, quiet.metrics().getMetric("train").size());
        assertTrue(Files.exists(directory.resolve("log/training.log")));
        assertTrue(
                quiet.metrics().getMetricNames().stream().noneMatch(name -> name.contains("loss")),
                () -> quiet.metrics().getMetricNames().toString());
    }

    /** Rule 11: what is computed from private data without noise is marked, and not handed out unasked. */
    @Test
    void theLossIsPassedOnOnlyOnRequest() {
        TrainingListener asks = new TrainingListenerAdapter() {
            @Override
            public void onTrainingBatch(Trainer trainer, BatchData data) {
                trainer.getLoss().getAccumulator(EvaluatorTrainingListener.TRAIN_ALL);
            }
        };
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> trained.train(1, DATASET, List.of(DjlListeners.callback(model, asks))))
                .getMessage();
        assertTrue(message.contains("callbackRevealingSensitive"), message);

        EvaluatorTrainingListener evaluator = new EvaluatorTrainingListener(1);
        ListenerCallback revealing = DjlListeners.callbackRevealingSensitive(model, evaluator, asks);
        List<Double> losses = new ArrayList<>();
        List<Integer> drawn = new ArrayList<>();
        trained.train(1, DATASET, List.of(revealing, new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                losses.add(context.report().revealSensitive().loss());
                drawn.add(context.report().revealSensitive().drawn());
            }
        }));
        double sum = 0;
        for (int i = 0; i < losses.size(); i++) {
            assertEquals(
                    losses.get(i),
                    revealing
                            .metrics()
                            .getMetric("train_all_loss")
                            .get(i)
                            .getValue()
                            .doubleValue(),
                    1e-6);
            sum += losses.get(i) * drawn.get(i);
        }
        double mean = sum / drawn.stream().mapToInt(Integer::intValue).sum();
        assertEquals(mean, evaluator.getLatestEvaluations().get("train_loss"), 1e-5);
    }

    @Test
    void aSavedModelHasTheTrainedWeightsAndTheStatement() throws Exception {
        trained.train(
                2,
                DATASET,
                List.of(DjlListeners.callback(
                        model,
                        new EpochTrainingListener(),
                        new SaveModelTrainingListener(directory.toString(), "saved", 1))));
        float[] weights = model.getBlock().getParameters().valueAt(0).getArray().toFloatArray();
        float[] ours = trained.network()
                .graph()
                .graph()
                .initializers()
                .get("01Linear_weight")
                .toFloats();
        assertArrayEquals(ours, weights);
        try (Model loaded = Model.newInstance("saved", "PyTorch")) {
            loaded.setBlock(new SequentialBlock().add(TestBlocks.linear(5)).add(TestBlocks.linear(3)));
            loaded.load(directory, "saved");
            assertEquals(trained.privacyStatement().toText(), loaded.getProperty(Checkpoint.STATEMENT_TEXT));
        }
    }

    @Test
    void earlyStoppingEndsTheRunInOrder() {
        Recording listener = new Recording();
        EarlyStoppingListener stopping =
                EarlyStoppingListener.builder().optMaxDuration(Duration.ZERO).build();
        trained.train(
                5, DATASET, List.of(DjlListeners.callback(model, listener, new EpochTrainingListener(), stopping)));
        assertEquals(1, listener.heard.stream().filter("epoch"::equals).count());
        assertEquals("end", listener.heard.get(listener.heard.size() - 1));
        assertEquals(STEPS_PER_EPOCH, trained.steps());
        String statement = trained.privacyStatement().toText();
        assertTrue(statement.contains("all " + 5 * STEPS_PER_EPOCH + " planned steps"), statement);
    }

    /** Their own end a training as DJL's does, and only they know why. */
    @Test
    void listenersOfUsersMayEndByResults() {
        TrainingListener own = new TrainingListenerAdapter() {
            @Override
            public void onEpoch(Trainer trainer) {
                throw new EarlyStoppingListener.EarlyStoppedException(1, "good enough");
            }
        };
        trained.train(5, DATASET, List.of(DjlListeners.callback(model, own)));
        assertEquals(STEPS_PER_EPOCH, trained.steps());
        String statement = trained.privacyStatement().toText();
        assertTrue(statement.contains("all " + 5 * STEPS_PER_EPOCH + " planned steps"), statement);
        assertFalse(DjlListeners.callback(model, new EpochTrainingListener()).endsByResults());
    }

    @Test
    void aListenerCannotTrain() {
        TrainingListener trains = new TrainingListenerAdapter() {
            @Override
            public void onTrainingBatch(Trainer trainer, BatchData data) {
                trainer.step();
            }
        };
        String message = assertThrows(
                        UnsupportedOperationException.class,
                        () -> trained.train(1, DATASET, List.of(DjlListeners.callback(model, trains))))
                .getMessage();
        assertTrue(message.contains("Trainer.step"), message);
    }

    @Test
    void aModelOfAnotherBlockIsRefusedBeforeTheFirstStep() {
        model.setBlock(new SequentialBlock().add(TestBlocks.linear(3)));
        assertThrows(
                IllegalArgumentException.class,
                () -> trained.train(
                        1, DATASET, List.of(DjlListeners.callback(model, new TimeMeasureTrainingListener(null)))));
        assertEquals(0, trained.steps());
        assertFalse(model.getBlock().isInitialized());
    }
}
