package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCheckpointTest {
    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void savesEverySoManyStepsAndAtTheEndAndKeepsTheNewest() throws IOException {
        ModelCheckpoint checkpoint = ModelCheckpoint.every(4).keep(2).in(directory);
        assertEquals(Optional.empty(), checkpoint.latestFile());
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 2, checkpoint);
        }
        assertEquals(List.of("checkpoint_mlp-2_3.onnx", "checkpoint_mlp-2_5.onnx"), names());
        assertEquals(Optional.of(directory.resolve("checkpoint_mlp-2_5.onnx")), checkpoint.latestFile());
    }

    @Test
    void anInterruptedTrainingSavesItsLastStep() throws IOException {
        ModelCheckpoint checkpoint = ModelCheckpoint.every(5).in(directory);
        boolean kept;
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 4, SmallTraining.interruptAt(8), checkpoint);
        } finally {
            kept = Thread.interrupted();
        }
        assertTrue(kept, "the interrupt is kept");
        assertEquals(List.of("checkpoint_mlp-1_5.onnx", "checkpoint_mlp-2_3.onnx"), names());
        assertEquals(8, SmallTraining.savedSteps(checkpoint));
    }

    @Test
    void savesTheLastStepOnce() throws IOException {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model,
                    2,
                    ModelCheckpoint.every(SmallTraining.STEPS_PER_EPOCH).in(directory));
        }
        assertEquals(List.of("checkpoint_mlp-1_5.onnx", "checkpoint_mlp-2_5.onnx"), names());
    }

    @Test
    void aFileHoldsTheStatementOfItsOwnStep() throws IOException {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 2, ModelCheckpoint.every(5).in(directory));
            Checkpoint first = Checkpoint.read(directory.resolve("checkpoint_mlp-1_5.onnx"));
            Checkpoint last = Checkpoint.read(directory.resolve("checkpoint_mlp-2_5.onnx"));
            assertEquals(5, first.statement().orElseThrow().steps());
            assertEquals(model.privacyStatement(), last.statement().orElseThrow());
            assertTrue(first.statement().orElseThrow().epsilon()
                    < last.statement().orElseThrow().epsilon());
        }
    }

    @Test
    void leavesTheFilesOfOtherRunsAlone() throws IOException {
        for (int run = 0; run < 3; run++) {
            try (DPModel model = SmallTraining.model()) {
                SmallTraining.train(
                        model, 1, ModelCheckpoint.every(2).keep(1).prefix("run").in(directory));
            }
        }
        assertEquals(List.of("run-1_5.onnx", "run_1-1_5.onnx", "run_2-1_5.onnx"), names());
    }

    @Test
    void otherNamesDoNotTakeThePrefix() throws IOException {
        for (String name : List.of("run-1_5.ckpt", "runner-1_5.onnx", "run-best.onnx", "a_run-1_5.onnx")) {
            Files.createFile(directory.resolve(name));
        }
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 1, ModelCheckpoint.every(9).prefix("run").in(directory));
        }
        assertTrue(names().contains("run-1_5.onnx"), () -> "no plain prefix in " + directory);
    }

    @Test
    void savesTheStepThatATrainingWasStoppedAt() throws IOException {
        Callback stop = new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == 3) {
                    context.requestStop();
                }
            }
        };
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 2, stop, ModelCheckpoint.every(100).in(directory));
        }
        assertEquals(List.of("checkpoint_mlp-1_3.onnx"), names());
    }

    @Test
    void aFolderThatCannotBeMadeEndsTheTrainingBeforeItSpends() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (DPModel model = SmallTraining.model()) {
            UncheckedIOException error = assertThrows(
                    UncheckedIOException.class,
                    () -> SmallTraining.train(model, 1, ModelCheckpoint.every(1).in(file)));
            assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
            assertEquals(0, model.steps());
        }
    }

    /** Seen to fail: an epoch was trained and charged before the first file showed it. Permissions do not stop root, /proc does. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: only Linux has a folder in which nobody can make a file")
    void aFolderThatCannotBeWrittenEndsTheTrainingBeforeItSpends() {
        ModelCheckpoint checkpoint = ModelCheckpoint.every(1).in(Path.of("/proc/self"));
        try (DPModel model = SmallTraining.model()) {
            String message = assertThrows(UncheckedIOException.class, () -> SmallTraining.train(model, 1, checkpoint))
                    .getMessage();
            assertTrue(message.contains("/proc/self") && message.contains("pass a writable folder"), message);
            assertEquals(0, model.steps());
        }
    }

    @Test
    void anErrorOfSavingNamesTheFileAndIsNotHiddenByASecondOne() {
        Path folder = directory.resolve("gone");
        Callback remove = new Callback() {
            @Override
            public void onTrainStepBegin(RunContext context) {
                try {
                    Files.deleteIfExists(folder);
                    Files.writeString(folder, "no folder any more");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        try (DPModel model = SmallTraining.model()) {
            UncheckedIOException error = assertThrows(
                    UncheckedIOException.class,
                    () -> SmallTraining.train(
                            model, 1, remove, ModelCheckpoint.every(1).in(folder)));
            assertTrue(error.getMessage().contains("checkpoint_mlp-1_1.onnx"), error.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\\b"})
    void refusesPrefixesThatAreNoBeginOfAName(String prefix) {
        String message = assertThrows(IllegalArgumentException.class, () -> ModelCheckpoint.every(1)
                        .prefix(prefix))
                .getMessage();
        assertTrue(message.startsWith("prefix must be"), message);
    }

    @Test
    void refusesNumbersBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> ModelCheckpoint.every(0));
        assertThrows(
                IllegalArgumentException.class, () -> ModelCheckpoint.every(1).keep(0));
    }
}
