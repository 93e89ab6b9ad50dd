package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.TrainingEnd;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callbacks keep and write of a training, and that nothing sensitive leaves the process unasked. */
class RecordingCallbacksTest {
    @TempDir
    Path folder;

    @Test
    void historyKeepsEpochs() {
        History history = History.withPublicData(SmallTraining.points());
        try (DPModel model = SmallTraining.model()) {
            model.train(3, SmallTraining.points(), List.of(history));
            assertEquals(3, history.epochs().size());
            History.EpochRecord last = history.epochs().get(2);
            assertEquals(3, last.epoch());
            assertEquals(3 * SmallTraining.STEPS_PER_EPOCH, last.step());
            assertEquals(model.privacyStatement().epsilon(), last.epsilon());
            assertEquals(model.eval(SmallTraining.points()), last.metrics());
            assertTrue(last.seen().revealSensitive().loss() > 0);
            assertFalse(last.toString().contains("loss"), "a record prints what is sensitive");
        }
    }

    @Test
    void csvHasNothingSensitiveUnlessItIsAskedFor() throws IOException {
        Path open = folder.resolve("open.csv");
        Path revealing = folder.resolve("revealing.csv");
        try (DPModel model = SmallTraining.model()) {
            List<CsvLogger> loggers =
                    List.of(CsvLogger.to(open), CsvLogger.to(revealing).revealingSensitive());
            model.train(2, SmallTraining.points(), loggers);
            model.train(1, SmallTraining.points(), loggers);
            List<String> lines = Files.readAllLines(open);
            assertEquals("epoch,step,epsilon,delta", lines.get(0));
            assertEquals(4, lines.size());
            assertEquals("1,15," + model.privacyStatement().epsilon() + ",1.0E-5", lines.get(3));
            List<String> secret = Files.readAllLines(revealing);
            assertTrue(secret.get(0).endsWith(",sensitive_loss,sensitive_clipped_share,sensitive_mean_norm"));
            assertEquals(7, secret.get(1).split(",").length);
        }
    }

    /** Rule 15: who reads a log of a training from private weights reads what all of their trainings cost. */
    @Test
    void logsLeadWithTheCostOfAllTrainings() throws IOException {
        Network given;
        double first;
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3);
            first = model.privacyStatement().epsilon();
            given = model.network();
        }
        Path file = folder.resolve("log.csv");
        History history = History.of();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DPModel model = SmallTraining.modelFrom(given)) {
            SmallTraining.train(model, 1, CsvLogger.to(file), history, MicrometerMeters.in(registry));
            double all = model.privacyStatement().leadingEpsilon();
            assertEquals(first + model.privacyStatement().epsilon(), all, 1e-12);
            assertEquals("1,5," + all + ",2.0E-5", Files.readAllLines(file).get(1));
            assertEquals(all, history.epochs().get(0).epsilon());
            Gauge gauge = registry.get("dpmodel.epsilon").gauge();
            assertEquals(all, gauge.value());
            assertEquals("2.0E-5", gauge.getId().getTag("delta"));
        }
    }

    @Test
    void eventFilesHoldEpsilonAndPublicMetrics() throws IOException {
        try (DPModel model = SmallTraining.model()) {
            model.train(
                    2,
                    SmallTraining.points(),
                    List.of(
                            SummaryCollector.in(folder.resolve("open")).measuringPublicData(SmallTraining.points()),
                            SummaryCollector.in(folder.resolve("private")).revealingSensitive()));
        }
        String open = content(folder.resolve("open"));
        assertTrue(open.contains("privacy/epsilon") && open.contains("public/Accuracy"), open);
        assertFalse(open.contains("sensitive"), open);
        assertTrue(content(folder.resolve("private")).contains("sensitive/loss"));
    }

    static String content(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] event : events(directory)) {
            text.append(new String(event, StandardCharsets.ISO_8859_1)).append('\n');
        }
        return text.toString();
    }

    /** Checks the frame of each record on the way. */
    private static List<byte[]> events(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            byte[] bytes = Files.readAllBytes(files.findFirst().orElseThrow());
            ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            List<byte[]> events = new ArrayList<>();
            while (rest.hasRemaining()) {
                byte[] length = new byte[Long.BYTES];
                rest.get(length);
                assertEquals(EventFile.maskedChecksum(length, length.length), rest.getInt());
                byte[] event = new byte
                        [Math.toIntExact(ByteBuffer.wrap(length)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong())];
                rest.get(event);
                assertEquals(EventFile.maskedChecksum(event, event.length), rest.getInt());
                events.add(event);
            }
            return events;
        }
    }

    /** Seen to fail: milliseconds, between which lie steps whose duration depends on how many examples were drawn. */
    @Test
    void timesOfEventsAreWholeSeconds() throws IOException {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3, SummaryCollector.in(folder.resolve("timed")));
        }
        List<byte[]> events = events(folder.resolve("timed"));
        assertEquals(4, events.size());
        for (byte[] event : events) {
            ByteBuffer fields = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(1 << 3 | 1, fields.get(), "the field wall_time");
            double time = fields.getDouble();
            assertEquals(Math.rint(time), time, 0);
            assertTrue(Math.abs(System.currentTimeMillis() / 1e3 - time) < 600, time + " is another time");
        }
    }

    @Test
    void trainingStopsWhenAMetricNoLongerGrows() {
        EarlyStopping stopping = EarlyStopping.onPublicDataByLargest(SmallTraining.points(), "Accuracy", 2)
                .withMinimumChange(1);
        try (DPModel model = SmallTraining.model()) {
            assertEquals(TrainingEnd.STOPPED, model.train(9, SmallTraining.points(), List.of(stopping)));
            assertTrue(stopping.stopped());
            // The first value is the best, and two that are not better by 1 follow.
            assertEquals(3 * SmallTraining.STEPS_PER_EPOCH, model.steps());
            String statement = model.privacyStatement().toText();
            assertTrue(statement.contains("all " + 9 * SmallTraining.STEPS_PER_EPOCH + " planned steps"), statement);
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> model.train(
                                    1,
                                    SmallTraining.points(),
                                    List.of(EarlyStopping.onPublicDataBySmallest(SmallTraining.points(), "F7", 1))))
                    .getMessage();
            assertTrue(message.contains("must be one of the model's, [Accuracy]"), message);
        }
    }

    @Test
    void patienceStartsAnewWithABetterValue() {
        EarlyStopping smallest = EarlyStopping.onPublicDataBySmallest(SmallTraining.points(), "Loss", 2);
        FakeRun run = new FakeRun(9, 1);
        for (double value : new double[] {3, 4, 2, Double.NaN}) {
            smallest.look(value, run);
            assertFalse(run.stopRequested(), "at " + value);
        }
        smallest.look(2, run);
        assertTrue(run.stopRequested());
        assertEquals(2, smallest.best().orElseThrow());
    }

    /** With a Python that has tensorboard: {@code -Ddpmodel.tensorboardPython=python3}. */
    @Test
    void tensorBoardReadsWhatIsWritten() throws IOException, InterruptedException {
        String python = System.getProperty("dpmodel.tensorboardPython");
        if (python == null) {
            System.err.println("SKIPPED: TensorBoard reads event files back; pip install tensorboard, and pass"
                    + " -Ddpmodel.tensorboardPython=python3");
            return;
        }
        Path run = folder.resolve("read back");
        double epsilon;
        try (DPModel model = SmallTraining.model()) {
            model.train(2, SmallTraining.points(), List.of(SummaryCollector.in(run)));
            epsilon = model.privacyStatement().epsilon();
        }
        String program =
                "import sys; from tensorboard.backend.event_processing.event_accumulator import EventAccumulator as E;"
                        + " e = E(sys.argv[1]); e.Reload();"
                        + " print('read', [(s.step, round(s.value, 4)) for s in e.Scalars('privacy/epsilon')])";
        Process process = new ProcessBuilder(python, "-c", program, run.toString())
                .redirectErrorStream(true)
                .start();
        String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), found);
        assertTrue(found.matches("(?s).*read \\[\\(5, [0-9.]+\\), \\(10, [0-9.]+\\)\\].*"), found);
        double last = Double.parseDouble(found.replaceAll("(?s).*\\(10, ([0-9.]+)\\).*", "$1"));
        assertEquals(epsilon, last, 1e-3, found);
    }
}
