package org.dpmodel.cli.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.EngineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Runs one step of a benchmark a few times in a process that does nothing else, and prints the peak memory of that
 * process: the memory of two engines in one process cannot be told apart.
 */
@Command(name = PeakMemoryCommand.NAME, hidden = true, description = "Prints the peak memory of one benchmarked step.")
final class PeakMemoryCommand implements Callable<Integer> {
    static final String NAME = "peak-memory";

    private static final String RESIDENT = "residentBytes";
    private static final String IDLE = "idleBytes";
    private static final String HEAP = "heapBytes";

    @ParentCommand
    private BenchmarkCommand parent;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--model", required = true)
    private String network;

    @Option(names = "--batch", required = true)
    private int batchSize;

    @Option(names = "--examples", required = true)
    private int examples;

    @Option(names = "--step", required = true)
    private BenchmarkedStep step;

    @Option(names = "--runs", required = true)
    private int runs;

    @Override
    public Integer call() throws IOException {
        OptionalLong idle = PeakMemory.resident();
        StepActions actions =
                new StepActions(BenchmarkedNetwork.named(List.of(network)).get(0), batchSize, examples);
        try (TimedAction action = actions.prepare(step, engine.find(), engine.execution())) {
            for (int run = 0; run < runs; run++) {
                action.run();
            }
        }
        PeakMemory peak = PeakMemory.ofThisProcess(idle);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        peak.residentBytes().ifPresent(bytes -> answer.put(RESIDENT, bytes));
        peak.idleBytes().ifPresent(bytes -> answer.put(IDLE, bytes));
        answer.put(HEAP, peak.heapBytes());
        parent.program().out().println(answer);
        return 0;
    }

    /** The values in the last line that the command printed. */
    static PeakMemory parse(String printed) throws IOException {
        String last = printed.lines().reduce("", (before, line) -> line);
        JsonNode answer = new ObjectMapper().readTree(last);
        return new PeakMemory(
                bytes(answer, RESIDENT), bytes(answer, IDLE), answer.get(HEAP).longValue());
    }

    private static OptionalLong bytes(JsonNode answer, String name) {
        return answer.has(name) ? OptionalLong.of(answer.get(name).longValue()) : OptionalLong.empty();
    }
}
