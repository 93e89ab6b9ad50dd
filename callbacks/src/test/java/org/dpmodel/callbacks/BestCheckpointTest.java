package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The best of several epochs costs all of them: its file has the parameters of the best and the statement of the last.
 *
 * <p>Seen to fail when the file was saved once, at the moment of the choice.
 */
class BestCheckpointTest {
    private static final int EPOCHS = 6;

    @TempDir
    Path folder;

    /** What the model was after each epoch. */
    private static final class Epochs implements Callback {
        private final List<Double> losses = new ArrayList<>();
        private final List<Network> networks = new ArrayList<>();
        private final List<PrivacyStatement> inFile = new ArrayList<>();
        private final Path file;

        Epochs(Path file) {
            this.file = file;
        }

        @Override
        public void onTrainEpochEnd(RunContext context) {
            losses.add(context.model().eval(SmallTraining.points()).get("Loss"));
            networks.add(context.model().network());
            inFile.add(statement(file));
        }
    }

    private static DPModel model() {
        return SmallTraining.builder(SamplingSchemes.poisson(8))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .metrics(Metrics.loss())
                .build();
    }

    private static PrivacyStatement statement(Path file) {
        try {
            return Checkpoint.read(file).statement().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theFileHasTheBestParametersAndTheCostOfAllEpochs() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (boolean larger : new boolean[] {false, true}) {
            Path file = folder.resolve(larger + ".onnx");
            BestCheckpoint checkpoint = larger
                    ? BestCheckpoint.onPublicDataByLargest(SmallTraining.points(), "Loss", file)
                    : BestCheckpoint.onPublicDataBySmallest(SmallTraining.points(), "Loss", file);
            Epochs epochs = new Epochs(file);
            try (DPModel model = model()) {
                SmallTraining.train(model, EPOCHS, checkpoint, epochs);
                double best = larger ? Collections.max(epochs.losses) : Collections.min(epochs.losses);
                int epoch = epochs.losses.indexOf(best);
                assertEquals(best, checkpoint.best().orElseThrow());
                assertEquals(
                        (epoch + 1L) * SmallTraining.STEPS_PER_EPOCH,
                        checkpoint.step().orElseThrow());
                Network saved = Network.fromOnnx(file);
                for (String name : saved.parameterNames()) {
                    assertArrayEquals(
                            epochs.networks
                                    .get(epoch)
                                    .graph()
                                    .graph()
                                    .initializers()
                                    .get(name)
                                    .toFloats(),
                            saved.graph().graph().initializers().get(name).toFloats());
                }
                assertEquals(model.privacyStatement().toText(), statement(file).toText());
                steps.add(checkpoint.step().orElseThrow());
            }
            for (int i = 0; i < EPOCHS; i++) {
                assertEquals(
                        (i + 1L) * SmallTraining.STEPS_PER_EPOCH,
                        epochs.inFile.get(i).steps());
            }
        }
        // Not both may be the last one, or the test would say nothing.
        assertNotEquals(steps.get(0), steps.get(1));
    }

    @Test
    void anUnfinishedEpochIsPaidForAndNotChosen() {
        Path file = folder.resolve("best.onnx");
        BestCheckpoint checkpoint = BestCheckpoint.onPublicDataBySmallest(SmallTraining.points(), "Loss", file);
        try (DPModel model = model()) {
            SmallTraining.train(model, 3, checkpoint, SmallTraining.interruptAt(SmallTraining.STEPS_PER_EPOCH + 2));
            assertTrue(Thread.interrupted() || model.steps() == SmallTraining.STEPS_PER_EPOCH + 2);
            assertEquals(SmallTraining.STEPS_PER_EPOCH, checkpoint.step().orElseThrow());
            assertEquals(SmallTraining.STEPS_PER_EPOCH + 2, statement(file).steps());
        }
    }

    @Test
    void anUnknownMetricAndAFileThatCannotBeWrittenAreNamed() throws IOException {
        Path file = folder.resolve("best.onnx");
        try (DPModel model = model()) {
            BestCheckpoint unknown = BestCheckpoint.onPublicDataByLargest(SmallTraining.points(), "Beauty", file);
            String refusal = assertThrows(IllegalArgumentException.class, () -> SmallTraining.train(model, 1, unknown))
                    .getMessage();
            assertTrue(refusal.contains("Beauty"), refusal);
            assertFalse(Files.exists(file));
            Path nowhere = Files.createFile(folder.resolve("file")).resolve("best.onnx");
            BestCheckpoint unwritable = BestCheckpoint.onPublicDataByLargest(SmallTraining.points(), "Loss", nowhere);
            assertThrows(UncheckedIOException.class, () -> SmallTraining.train(model, 1, unwritable));
        }
    }
}
