package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.TrainingEnd;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An interrupt of the training thread asks for an orderly end: callbacks still write what they have to, and one that fails does not
 * keep the others from it.
 *
 * <p>Seen to fail when callbacks were notified of the end one by one: behind one whose disk was full, no checkpoint was saved.
 */
class InterruptedCallbacksTest {
    @TempDir
    Path folder;

    @Test
    void filesOfAnInterruptedTrainingAreWhole() throws IOException {
        Path csv = folder.resolve("log.csv");
        Path run = folder.resolve("run");
        Path events = folder.resolve("events");
        ModelCheckpoint checkpoint = ModelCheckpoint.every(100).in(folder);
        boolean kept;
        try (DPModel model = SmallTraining.modelIn(run)) {
            TrainingEnd end = model.train(
                    4,
                    SmallTraining.points(),
                    List.of(
                            SmallTraining.interruptAt(8),
                            CsvLogger.to(csv),
                            SummaryCollector.in(events),
                            RunRecorder.in(run),
                            checkpoint));
            assertEquals(TrainingEnd.STOPPED, end);
        } finally {
            kept = Thread.interrupted();
        }
        assertTrue(kept, "the interrupt is kept");
        assertEquals(3, Files.readAllLines(csv).size());
        List<RunRecord.Line> lines = RunRecord.read(run).lines();
        assertEquals(4, lines.size());
        assertEquals("stopped", ((RunRecord.End) lines.get(3)).reason());
        assertEquals(2, RecordingCallbacksTest.content(events).split("privacy/epsilon", -1).length - 1);
        assertEquals(8, SmallTraining.savedSteps(checkpoint));
    }

    /** Seen to fail where the history was repaired by a channel that the interrupt closes: the next call notified no callback of its end. */
    @Test
    void aTrainingThatIsInterruptedBeforeItBeginsEndsInOrder() throws IOException {
        Path run = folder.resolve("run");
        Path csv = folder.resolve("log.csv");
        boolean kept;
        try (DPModel model = SmallTraining.modelIn(run)) {
            model.train(1, SmallTraining.points(), List.of(RunRecorder.in(run)));
        }
        try (DPModel model = SmallTraining.modelIn(run)) {
            Thread.currentThread().interrupt();
            model.resume(run);
            for (int call = 0; call < 2; call++) {
                TrainingEnd end = model.train(
                        4,
                        SmallTraining.points(),
                        List.of(
                                RunRecorder.in(run),
                                CsvLogger.to(csv),
                                SummaryCollector.in(folder.resolve("events" + call)),
                                ModelCheckpoint.every(100).in(folder)));
                assertEquals(TrainingEnd.STOPPED, end);
            }
        } finally {
            kept = Thread.interrupted();
        }
        assertTrue(kept, "the interrupt is kept");
        assertEquals(
                List.of("all epochs done", "stopped", "stopped"),
                RunRecord.read(run).lines().stream()
                        .filter(RunRecord.End.class::isInstance)
                        .map(line -> ((RunRecord.End) line).reason())
                        .toList());
    }

    @Test
    void oneThatFailsKeepsNoneOfTheOthersFromTheirLastWord() {
        List<String> said = new ArrayList<>();
        Callback failing = new Callback() {
            @Override
            public void onTrainEnd(RunContext context) {
                throw new IllegalStateException("no room");
            }
        };
        Callback saying = new Callback() {
            @Override
            public void onTrainEnd(RunContext context) {
                said.add("end at " + context.step());
            }
        };
        try (DPModel model = SmallTraining.model()) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> model.train(1, SmallTraining.points(), List.of(failing, saying, failing)));
            assertEquals("no room", thrown.getMessage());
            assertEquals(1, thrown.getSuppressed().length);
        }
        assertEquals(List.of("end at 5"), said);
    }
}
