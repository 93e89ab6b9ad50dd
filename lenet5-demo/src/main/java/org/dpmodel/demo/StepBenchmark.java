package org.dpmodel.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.graph.LibraryVersion;

/**
 * What a benchmark of steps has found.
 *
 * @param device where graphs ran
 * @param threads threads for one operator
 * @param network what was trained
 * @param batchSize examples in a step
 * @param warmUp runs that were not counted
 * @param timings the four timings
 */
record StepBenchmark(String device, int threads, Model network, int batchSize, int warmUp, List<Timing> timings) {
    static final String PRIVATE_GRAPH = "step graph, private";
    static final String PLAIN_GRAPH = "step graph, non-private";
    static final String PRIVATE_STEP = "whole step, private";
    static final String PLAIN_STEP = "whole step, non-private";

    String table() {
        StringBuilder text = new StringBuilder();
        line(text, "device       %s, %d threads%n", device, threads);
        line(
                text,
                "model        %s, %,d parameters%n",
                network.description(),
                network.network().parameterCount());
        line(text, "step graph   forward, backward, norms, clipped sum of %d random examples%n", batchSize);
        line(text, "whole step   Poisson draw of about %d, step graph, charge, noise, momentum%n", batchSize);
        line(
                text,
                "runs         %d of each in turn, after %d of warm-up; each after a pause and an uncounted one%n%n",
                runs(),
                warmUp);
        line(text, "%-24s %9s %10s %12s%n", "", "min ms", "median ms", "examples/s");
        for (Timing timing : timings) {
            line(
                    text,
                    "%-24s %9.2f %10.2f %,12.0f%n",
                    timing.name(),
                    timing.minMilliseconds(),
                    timing.medianMilliseconds(),
                    timing.perSecond(batchSize));
        }
        line(
                text,
                "%nprivate / non-private: step graph %.2f (min) %.2f (median), whole step %.2f (min) %.2f (median)%n",
                minRatio(PRIVATE_GRAPH, PLAIN_GRAPH),
                medianRatio(PRIVATE_GRAPH, PLAIN_GRAPH),
                minRatio(PRIVATE_STEP, PLAIN_STEP),
                medianRatio(PRIVATE_STEP, PLAIN_STEP));
        return text.toString();
    }

    void writeJson(Path file) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("libraryVersion", LibraryVersion.current());
        json.put("device", device);
        json.put("threads", threads);
        json.put("model", network.toString());
        json.put("batchSize", batchSize);
        json.put("warmUp", warmUp);
        json.put("runs", runs());
        ArrayNode rows = json.putArray("timings");
        for (Timing timing : timings) {
            ObjectNode row = rows.addObject();
            row.put("name", timing.name());
            row.put("minMilliseconds", timing.minMilliseconds());
            row.put("medianMilliseconds", timing.medianMilliseconds());
            row.put("examplesPerSecond", timing.perSecond(batchSize));
        }
        ObjectNode ratios = json.putObject("privateToNonPrivate");
        ratios.put("stepGraphMin", minRatio(PRIVATE_GRAPH, PLAIN_GRAPH));
        ratios.put("stepGraphMedian", medianRatio(PRIVATE_GRAPH, PLAIN_GRAPH));
        ratios.put("wholeStepMin", minRatio(PRIVATE_STEP, PLAIN_STEP));
        ratios.put("wholeStepMedian", medianRatio(PRIVATE_STEP, PLAIN_STEP));
        AtomicFile.write(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    double minRatio(String numerator, String denominator) {
        return timing(numerator).minMilliseconds() / timing(denominator).minMilliseconds();
    }

    double medianRatio(String numerator, String denominator) {
        return timing(numerator).medianMilliseconds() / timing(denominator).medianMilliseconds();
    }

    private int runs() {
        return timings.get(0).nanoseconds().size();
    }

    private Timing timing(String name) {
        return timings.stream()
                .filter(timing -> timing.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
