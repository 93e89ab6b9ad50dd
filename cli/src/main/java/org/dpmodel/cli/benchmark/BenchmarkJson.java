package org.dpmodel.cli.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.graph.LibraryVersion;

/** The result of a step benchmark, for programs. Contains the times of all runs, so that benchmarks can be combined. */
final class BenchmarkJson {
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private BenchmarkJson() {}

    static void write(StepBenchmark benchmark, Path file) throws IOException {
        AtomicFile.write(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json(benchmark)));
    }

    private static ObjectNode json(StepBenchmark benchmark) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("libraryVersion", LibraryVersion.current());
        json.put("javaVersion", System.getProperty("java.version"));
        json.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("threads", benchmark.threads());
        json.put("warmUp", benchmark.warmUp());
        json.put("runs", benchmark.runs());
        ArrayNode rows = json.putArray("results");
        benchmark.results().forEach(row -> write(rows.addObject(), row, benchmark));
        ArrayNode costs = json.putArray("privateToNonPrivate");
        for (BenchmarkedNetwork network : benchmark.networks()) {
            for (StepBenchmark.PrivacyCost cost : benchmark.privacyCosts(network)) {
                ObjectNode entry = costs.addObject();
                entry.put("model", network.toString());
                entry.put("device", cost.withPrivacy().device());
                entry.put("what", cost.what());
                entry.put("min", cost.minRatio());
                entry.put("median", cost.medianRatio());
            }
        }
        return json;
    }

    private static void write(ObjectNode json, StepResult row, StepBenchmark benchmark) {
        Timing timing = row.timing();
        json.put("model", row.network().toString());
        json.put("parameters", row.network().network().parameterCount());
        json.put("batchSize", row.batchSize());
        json.put("device", row.device());
        json.put("name", row.step().toString());
        json.put("private", row.step().isPrivate());
        json.put("minMilliseconds", timing.minMilliseconds());
        json.put("medianMilliseconds", timing.medianMilliseconds());
        json.put("p95Milliseconds", timing.percentileMilliseconds(95));
        json.put("examplesPerSecond", row.examplesPerSecond());
        json.put("minRatio", row.minRatio(benchmark.baseline(row)));
        json.put("medianRatio", row.medianRatio(benchmark.baseline(row)));
        row.memory().ifPresent(memory -> {
            memory.residentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
            memory.idleBytes().ifPresent(bytes -> json.put("idleResidentBytes", bytes));
            json.put("peakHeapBytes", memory.heapBytes());
        });
        ArrayNode runs = json.putArray("milliseconds");
        timing.nanoseconds().forEach(time -> runs.add(time / NANOSECONDS_PER_MILLISECOND));
    }
}
