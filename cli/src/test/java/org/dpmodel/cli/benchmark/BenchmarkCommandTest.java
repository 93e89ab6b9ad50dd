package org.dpmodel.cli.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.Main;
import org.dpmodel.cli.options.EngineOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Tag("slow")
class BenchmarkCommandTest {
    private static final List<String> STEPS =
            List.of("whole step, private", "whole step, non-private", "step graph, private", "step graph, non-private");

    @Test
    void measuresTheFourStepsAndWritesThem(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("steps.json");
        String out = Execution.of(
                        "benchmark",
                        "--model",
                        "mlp",
                        "--batch-size",
                        "16",
                        "--engine",
                        "onnxruntime:cpu",
                        "--runs",
                        "3",
                        "--warm-up",
                        "1",
                        "--no-memory",
                        "--examples",
                        "200",
                        "--json",
                        file.toString())
                .succeeds()
                .out();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode results = json.get("results");
        assertEquals(STEPS, results.findValuesAsText("name"));
        assertEquals(1, results.get(0).get("minRatio").doubleValue());
        assertEquals(1, results.get(0).get("medianRatio").doubleValue());
        for (JsonNode row : results) {
            double min = row.get("minMilliseconds").doubleValue();
            double median = row.get("medianMilliseconds").doubleValue();
            assertTrue(min > 0);
            assertTrue(median >= min);
            assertTrue(row.get("p95Milliseconds").doubleValue() >= median);
            assertEquals(16_000 / median, row.get("examplesPerSecond").doubleValue(), 1e-6);
            assertEquals(
                    min / results.get(0).get("minMilliseconds").doubleValue(),
                    row.get("minRatio").doubleValue());
            assertEquals("mlp", row.get("model").textValue());
            assertEquals("onnxruntime:cpu", row.get("device").textValue());
            assertEquals(101_770, row.get("parameters").intValue());
            assertEquals(3, row.get("milliseconds").size());
            assertFalse(row.has("peakHeapBytes"));
        }
        assertEquals(3, json.get("runs").intValue());
        assertEquals(16, json.get("results").get(0).get("batchSize").intValue());
        assertEquals(2, json.get("privateToNonPrivate").size());
        STEPS.forEach(step -> assertEquals(1, count(out, step + " "), out));
        assertEquals(2, count(out, "private / non-private, "), out);
    }

    @Test
    void aRowOfTheTableHasAllItsColumns() {
        String out = Execution.of(
                        "benchmark",
                        "--models=mlp",
                        "--batch=16",
                        "--examples=200",
                        "--private",
                        "--runs=2",
                        "--warm-up=0",
                        "--threads=1")
                .succeeds()
                .out();
        String heading = out.lines()
                .filter(line -> line.strip().startsWith("engine "))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "engine min ms median ms p95 ms examples/s ratio, min ratio, median peak MiB heap MiB",
                heading.strip().replaceAll(" +", " "));
        List<String> rows =
                out.lines().filter(line -> line.contains(" onnxruntime:cpu ")).toList();
        assertEquals(2, rows.size(), out);
        for (String row : rows) {
            assertTrue(row.contains(", private "), row);
            List<String> numbers = words(row.substring(row.indexOf("onnxruntime:cpu")));
            assertEquals(9, numbers.size(), row);
            assertEquals(heading.length(), row.length());
            long resident = Long.parseLong(numbers.get(7).replace(",", ""));
            long heap = Long.parseLong(numbers.get(8).replace(",", ""));
            assertTrue(heap > 0 && (!isLinux() || heap < resident), row);
        }
        assertEquals(0, count(out, "private / non-private"), out);
    }

    @Test
    void networksHaveATableEachAndAPanelEachOfThePlot(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("steps.png");
        String out = Execution.of(
                        "benchmark",
                        "--models",
                        "mlp,tutorial-cnn,mlp",
                        "--engines",
                        "onnxruntime:cpu",
                        "--batch",
                        "8",
                        "--non-private",
                        "--whole-steps",
                        "--runs",
                        "1",
                        "--warm-up",
                        "0",
                        "--no-memory",
                        "--examples",
                        "200",
                        "--plot",
                        file.toString())
                .succeeds()
                .out();
        assertEquals(1, count(out, "mlp: "), out);
        assertEquals(1, count(out, "tutorial-cnn: "), out);
        assertEquals(0, count(out, "step, private"), out);
        assertEquals(2, count(out, "whole step, non-private "), out);
        assertEquals(0, count(out, "step graph, non-private"), out);
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(BenchmarkPlot.WIDTH, image.getWidth());
        assertEquals(2 * BenchmarkPlot.PANEL_HEIGHT, image.getHeight());
        for (int panel = 0; panel < 2; panel++) {
            assertTrue(colors(image, panel * BenchmarkPlot.PANEL_HEIGHT) > 20, "panel " + panel + " is empty");
        }
    }

    @Test
    void bothKindsAskedForAreBothMeasured() {
        String out = Execution.of(
                        "benchmark",
                        "--models=mlp",
                        "--batch=8",
                        "--examples=200",
                        "--private",
                        "--non-private",
                        "--runs=1",
                        "--warm-up=0",
                        "--no-memory")
                .succeeds()
                .out();
        STEPS.forEach(step -> assertEquals(1, count(out, step + " "), out));
    }

    @Test
    void measuresAccountants() {
        String out = Execution.of("benchmark", "accountant", "--runs", "2")
                .succeeds()
                .out();
        assertTrue(out.contains("RDP, MindArmour tutorial") && out.contains("PLD, TF Privacy tutorial"), out);
    }

    @Test
    void refusesNumbersThatMeasureNothing() {
        Execution.of("benchmark", "--runs", "0").isUsageError("--runs");
        Execution.of("benchmark", "--batch-size", "0").isUsageError("--batch", "found --batch 0");
        Execution.of("benchmark", "--warm-up", "-1").isUsageError("--warm-up");
        Execution.of("benchmark", "accountant", "--runs", "0").isUsageError("--runs");
    }

    @Test
    void refusesWhatItCannotRead() {
        Execution.of("benchmark", "--models", "mlp,lenet6").isUsageError("lenet6", "lenet5");
        Execution.of("benchmark", "--engines", "onnxruntime").isUsageError("onnxruntime");
        Execution.of("benchmark", "--engines", "onnxruntime:cpu", "--engine", "onnxruntime:cpu")
                .isUsageError("--engine", "--engines");
        Execution.of("benchmark", "--plot", "steps.jpg").isUsageError("--plot", ".png", "steps.jpg");
        Execution.of("benchmark", "--threads", "0").isUsageError("threads");
        Execution.of("benchmark", "--engines", "onnxruntime:cpu", "--device-memory", "1G")
                .isUsageError("onnxruntime:cpu");
    }

    @Test
    void aDeviceThatIsNotThereFailsInOneLineThatNamesTheCure() {
        Execution.of("benchmark", "--engines", "onnxruntime:cpu,pytorch:cpu")
                .fails("pytorch:cpu", "dpmodel-pytorch", "onnxruntime:cpu is usable");
    }

    @Test
    void aMemoryMeasurementThatFailsSaysWhy() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> PeakMemoryProcess.measure(
                        Main.class,
                        BenchmarkedNetwork.MLP,
                        BenchmarkedStep.PRIVATE_STEP,
                        "onnxruntime:tpu",
                        8,
                        100,
                        List.of()));
        assertTrue(failure.getMessage().contains("onnxruntime:tpu"), failure.getMessage());
        assertTrue(failure.getMessage().contains("--no-memory"), failure.getMessage());
    }

    @Test
    void aProcessForMemoryGetsTheOptionsOfTheEngine() {
        EnginesOnly parsed = new EnginesOnly();
        new CommandLine(parsed).parseArgs("--engine-option=a=b", "--threads", "2", "--engine-option", "c=d");
        assertEquals(
                List.of("--threads", "2", "--engine-option", "a=b", "--engine-option", "c=d"),
                parsed.options.arguments());
    }

    @Command
    private static final class EnginesOnly {
        @Mixin
        private EngineOptions options;
    }

    @Test
    void progressIsOneLineThatGoesAway() {
        StringWriter watched = new StringWriter();
        try (ProgressLine line = new ProgressLine(new PrintWriter(watched), true)) {
            line.show("preparing");
            line.show("round 1");
        }
        assertEquals("\rpreparing\rround 1  \r       \r", watched.toString());
        StringWriter unwatched = new StringWriter();
        try (ProgressLine line = new ProgressLine(new PrintWriter(unwatched), false)) {
            line.show("preparing");
        }
        assertEquals("", unwatched.toString());
    }

    @Test
    void minimumAndMedianAreThoseOfTheRuns() {
        Timing odd = new Timing("odd", List.of(5_000_000L, 1_000_000L, 3_000_000L));
        Timing even = new Timing("even", List.of(4_000_000L, 1_000_000L, 3_000_000L, 2_000_000L));
        assertEquals(1, odd.minMilliseconds());
        assertEquals(3, odd.medianMilliseconds());
        assertEquals(2.5, even.medianMilliseconds());
        assertEquals(100_000, even.perSecond(250));
    }

    @Test
    void aPercentileIsTheTimeOfARun() {
        Timing twenty = new Timing(
                "twenty",
                LongStream.rangeClosed(1, 20).map(i -> i * 1_000_000).boxed().toList());
        assertEquals(19, twenty.percentileMilliseconds(95));
        assertEquals(20, twenty.percentileMilliseconds(96));
        assertEquals(1, twenty.percentileMilliseconds(0));
        assertEquals(7, new Timing("one", List.of(7_000_000L)).percentileMilliseconds(95));
    }

    @Test
    void actionsTakeTurnsAndWarmUpIsNotCounted() {
        StringBuilder order = new StringBuilder();
        List<Integer> rounds = new ArrayList<>();
        List<Timing> timings = Timing.interleaved(List.of(action("a", order), action("b", order)), 1, 2, rounds::add);
        assertEquals(List.of(1, 2, 3), rounds);
        assertEquals("aabbaabbaabb", order.toString());
        assertEquals(List.of(6L, 10L), timings.get(0).nanoseconds());
        assertEquals(List.of(8L, 12L), timings.get(1).nanoseconds());
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" +", -1));
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static long colors(BufferedImage image, int top) {
        return IntStream.range(top, top + BenchmarkPlot.PANEL_HEIGHT)
                .boxed()
                .flatMap(y -> IntStream.range(0, image.getWidth()).mapToObj(x -> image.getRGB(x, y)))
                .distinct()
                .count();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** An action that takes as many nanoseconds as actions have run. */
    private static TimedAction action(String name, StringBuilder order) {
        return new TimedAction() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long run() {
                return order.append(name).length();
            }

            @Override
            public void close() {}
        };
    }
}
