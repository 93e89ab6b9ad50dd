package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a run for its report, and that nothing sensitive is kept unasked. */
class RunRecorderTest {
    @TempDir
    Path folder;

    private RunRecorder recorder() {
        return RunRecorder.in(folder)
                .stating("command", "train --label '<b>'")
                .measuringPublicData(SmallTraining.points());
    }

    @Test
    void keepsEpochsAndTheModel() throws IOException {
        PrivacyStatement statement;
        Map<String, Double> metrics;
        try (DPModel model = SmallTraining.modelIn(folder)) {
            SmallTraining.train(model, 3, recorder());
            statement = model.privacyStatement();
            metrics = model.eval(SmallTraining.points());
        }
        RunRecord record = RunRecord.read(folder);
        assertEquals(3, record.epochs().size());
        RunRecord.Epoch last = record.epochs().get(2);
        assertEquals(3, last.epoch());
        assertEquals(3 * SmallTraining.STEPS_PER_EPOCH, last.step());
        assertEquals(statement.epsilon(), last.epsilon());
        assertEquals(metrics, last.metrics());
        assertEquals(OptionalDouble.of(1), last.clippingNorm());
        assertTrue(last.stepMilliseconds() > 0);
        assertEquals("all epochs done", record.end().orElseThrow().reason());
        RunRecord.Begin begin = record.begin().orElseThrow();
        assertEquals(Map.of("command", "train --label '<b>'"), begin.facts());
        assertEquals("RDP", begin.accountant());
        assertEquals(1e-5, begin.delta());
        assertEquals(
                Optional.of(statement),
                Checkpoint.read(folder.resolve(RunRecord.MODEL)).statement());
    }

    @Test
    void whatIsSensitiveIsKeptOnlyIfItIsAskedFor() throws IOException {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 1, recorder());
            String open = Files.readString(folder.resolve(RunRecord.HISTORY));
            assertFalse(open.contains("sensitive") || open.contains("loss") || open.contains("lipped"), open);
            SmallTraining.train(model, 1, recorder().revealingSensitive());
        }
        List<RunRecord.Epoch> epochs = RunRecord.read(folder).epochs();
        assertEquals(Optional.empty(), epochs.get(0).sensitive());
        RunRecord.Seen seen = epochs.get(1).sensitive().orElseThrow();
        assertTrue(seen.loss() > 0);
        assertTrue(seen.clippedShare().getAsDouble() >= 0 && seen.meanNorm().getAsDouble() > 0);
    }

    @Test
    void resultsOfAMonitorAreKept_ofPublicDataOnly() throws IOException {
        EvaluationMonitor monitor = EvaluationMonitor.onPublicData(SmallTraining.points());
        CapturedOutput output = new CapturedOutput();
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model,
                    1,
                    monitor.printingTo(output.stream()),
                    RunRecorder.in(folder).keepingResultsOf(monitor));
            assertEquals(Map.of(), RunRecord.read(folder).epochs().get(0).metrics(), "another monitor has measured");
            monitor = monitor.printingTo(output.stream());
            SmallTraining.train(model, 1, monitor, RunRecorder.in(folder).keepingResultsOf(monitor));
        }
        assertEquals(monitor.results(), RunRecord.read(folder).epochs().get(1).metrics());
        EvaluationMonitor closed = EvaluationMonitor.onPrivateData(SmallTraining.points());
        String message = assertThrows(IllegalArgumentException.class, () -> RunRecorder.in(folder)
                        .keepingResultsOf(closed))
                .getMessage();
        assertTrue(message.contains("must measure public data"), message);
    }

    /** Rule 15; was the epsilon of the last training alone once, from which charts were drawn. */
    @Test
    void epsilonIsThatOfAllTrainingsOfTheWeights() throws IOException {
        Network given;
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3);
            given = model.network();
        }
        try (DPModel model = SmallTraining.modelFrom(given)) {
            SmallTraining.train(model, 1, recorder());
            PrivacyStatement statement = model.privacyStatement();
            RunRecord.Epoch epoch = RunRecord.read(folder).epochs().get(0);
            assertTrue(statement.leadingEpsilon() > statement.epsilon());
            assertEquals(statement.leadingEpsilon(), epoch.epsilon());
            assertEquals(OptionalDouble.of(2e-5), epoch.delta());
        }
    }

    /** Files of earlier versions do not have the delta, and hold the epsilon of their training alone. */
    @Test
    void anEpochWithoutDeltaIsRead() throws IOException {
        Files.writeString(
                folder.resolve(RunRecord.HISTORY),
                "{\"type\":\"epoch\",\"epoch\":1,\"step\":5,\"epsilon\":0.5,\"metrics\":{},\"stepMilliseconds\":1}\n");
        RunRecord.Epoch epoch = RunRecord.read(folder).epochs().get(0);
        assertEquals(0.5, epoch.epsilon());
        assertEquals(OptionalDouble.empty(), epoch.delta());
    }

    @Test
    void aRunWithoutPrivacyHasInfiniteEpsilon() throws IOException {
        try (DPModel model = SmallTraining.modelWithoutPrivacy()) {
            SmallTraining.train(model, 1, recorder());
        }
        RunRecord.Epoch epoch = RunRecord.read(folder).epochs().get(0);
        assertEquals(Double.POSITIVE_INFINITY, epoch.epsilon());
        assertEquals(OptionalDouble.empty(), epoch.clippingNorm());
    }

    @Test
    void runsThatEndEarlySayHow() throws IOException {
        Callback stopping = new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                context.requestStop();
            }
        };
        Callback failing = new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                throw new IllegalStateException("a callback fails");
            }
        };
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3, stopping, recorder());
            assertEquals("stopped", RunRecord.read(folder).end().orElseThrow().reason());
            assertEquals(1, RunRecord.read(folder).epochs().get(0).step());
            assertThrows(IllegalStateException.class, () -> SmallTraining.train(model, 3, failing, recorder()));
            RunRecord.End end = RunRecord.read(folder).end().orElseThrow();
            assertEquals(new RunRecord.End(end.time(), 2, "broken off"), end);
        }
    }

    @Test
    void aResumedRunGoesOnInTheSameFile_alsoWithNothingLeftToDo() throws IOException {
        try (DPModel model = SmallTraining.modelIn(folder)) {
            SmallTraining.train(model, 1, recorder());
        }
        for (int epochs : new int[] {2, 2}) {
            try (DPModel model = SmallTraining.modelIn(folder)) {
                model.resume(folder);
                SmallTraining.train(model, epochs, recorder());
            }
        }
        RunRecord record = RunRecord.read(folder);
        assertEquals(
                List.of(5L, 10L),
                record.epochs().stream().map(RunRecord.Epoch::step).toList());
        assertEquals(10, record.begin().orElseThrow().step());
        assertEquals("no step was left", record.end().orElseThrow().reason());
    }

    @Test
    void aLineThatACrashHasCutOffIsLeftOut_andDamageIsAnError() throws IOException {
        assertEquals(List.of(), RunRecord.read(folder).lines());
        Path file = folder.resolve(RunRecord.HISTORY);
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 1, recorder());
            Files.writeString(file, "{\"type\":\"epo", StandardOpenOption.APPEND);
            assertEquals(1, RunRecord.read(folder).epochs().size());
            SmallTraining.train(model, 1, recorder());
        }
        assertEquals(2, RunRecord.read(folder).epochs().size());
        Files.writeString(file, "{\"type\":\"of a later version\"}\n", StandardOpenOption.APPEND);
        assertEquals(2, RunRecord.read(folder).epochs().size());
        Files.writeString(file, "{\"type\":\"epoch\"}\n", StandardOpenOption.APPEND);
        String message =
                assertThrows(IOException.class, () -> RunRecord.read(folder)).getMessage();
        assertTrue(message.contains("line 8 of " + file) && message.contains("it lacks epoch"), message);
    }
}
