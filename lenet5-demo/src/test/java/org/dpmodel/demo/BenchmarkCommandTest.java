package org.dpmodel.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCommandTest {
    @Test
    void measuresTheFourActionsAndWritesThem(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("steps.json");
        String out = Execution.of(
                        "benchmark",
                        "--model",
                        "mlp",
                        "--batch-size",
                        "16",
                        "--runs",
                        "3",
                        "--warm-up",
                        "1",
                        "--json",
                        file.toString())
                .succeeds()
                .out();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals(4, json.get("timings").size());
        for (JsonNode timing : json.get("timings")) {
            assertTrue(out.contains(timing.get("name").textValue()), out);
            assertTrue(timing.get("minMilliseconds").doubleValue() > 0);
            assertTrue(timing.get("medianMilliseconds").doubleValue()
                    >= timing.get("minMilliseconds").doubleValue());
        }
        assertEquals(3, json.get("runs").intValue());
        assertTrue(out.contains("onnxruntime:cpu"), out);
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
        Execution.of("benchmark", "--runs", "0").isWrongUsage("--runs");
        Execution.of("benchmark", "--batch-size", "0").isWrongUsage("--batch-size");
        Execution.of("benchmark", "accountant", "--runs", "0").isWrongUsage("--runs");
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
    void actionsTakeTurnsAndWarmUpIsNotCounted() {
        StringBuilder order = new StringBuilder();
        List<Timing> timings = Timing.interleaved(List.of(action("a", order), action("b", order)), 1, 2);
        assertEquals("aabbaabbaabb", order.toString());
        assertEquals(List.of(6L, 10L), timings.get(0).nanoseconds());
        assertEquals(List.of(8L, 12L), timings.get(1).nanoseconds());
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
