package org.dpmodel.cli.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Measures what privacy and what an engine costs: the same steps with and without privacy on each engine, in turn. */
@Command(
        name = "benchmark",
        description = "Measures training steps with and without privacy on this machine, on one or more engines.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        subcommands = {AccountantBenchmarkCommand.class, PeakMemoryCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel benchmark",
            "  ./dpmodel benchmark --engines onnxruntime:cpu,pytorch:cpu --threads 2 --plot steps.png",
            "  ./dpmodel benchmark --models tutorial-cnn,mlp --batch 250 --private --json steps.json",
            "  ./dpmodel benchmark accountant"
        })
public final class BenchmarkCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--engines",
            paramLabel = "DEVICES",
            hideParamSyntax = true,
            split = ",",
            description = "several, separated by commas (default: that of --engine)")
    private List<String> devices = List.of();

    @Option(
            names = {"--models", "--model"},
            paramLabel = "NAMES",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "lenet5",
            description =
                    "lenet5[-relu], tutorial-cnn, mlp, resnet, mobilenet, text-encoder, lstm, all (default: ${DEFAULT-VALUE})")
    private List<String> names;

    @Option(
            names = {"--batch", "--batch-size"},
            paramLabel = "N",
            description = "examples per step (default: 256; 64 for resnet and mobilenet, 32 for text-encoder and lstm)")
    private Integer batchSize;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "60000",
            description = "synthetic digits that whole steps draw from (default: ${DEFAULT-VALUE})")
    private int examples;

    @Option(names = "--private", description = "only steps with privacy (default: with and without)")
    private boolean onlyPrivate;

    @Option(names = "--non-private", description = "only steps without privacy (default: with and without)")
    private boolean onlyPlain;

    @Option(names = "--whole-steps", description = "only whole steps, not step graphs alone (default: both)")
    private boolean onlyWhole;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "30",
            description = "measured runs of each (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description = "warm-up runs, not measured (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--no-memory",
            description = "do not measure memory by running each step in its own process (default: measure)")
    private boolean withoutMemory;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the numbers to a file, replaced if it exists (default: none)")
    private Path json;

    @Option(names = "--plot", paramLabel = "FILE", description = "draw a bar chart, .png (default: none)")
    private Path plot;

    @Override
    public Integer call() throws IOException {
        List<BenchmarkedNetwork> networks = networks();
        check(networks);
        if (json != null) {
            OutputFile.check(command, json);
        }
        Map<Device, ExecutionOptions> executions = new LinkedHashMap<>();
        devices().forEach(device -> executions.put(device, engine.execution(device)));
        Engines engines = Engines.load();
        Map<EngineDevice, ExecutionOptions> found = new LinkedHashMap<>();
        executions.forEach((device, execution) -> found.put(engines.find(device.toString()), execution));
        List<StepResult> results = new ArrayList<>();
        try (ProgressLine progress = new ProgressLine(command.commandLine().getErr(), program.terminal())) {
            for (BenchmarkedNetwork network : networks) {
                results.addAll(measure(network, found, progress));
            }
        }
        int threads = found.values().iterator().next().threads();
        StepBenchmark benchmark = new StepBenchmark(threads, warmUp, runs, results);
        program.out().print(new BenchmarkTable(benchmark).text());
        if (json != null) {
            BenchmarkJson.write(benchmark, json);
        }
        if (plot != null) {
            BenchmarkPlot.write(benchmark, plot);
        }
        return 0;
    }

    ProgramContext program() {
        return program;
    }

    private List<BenchmarkedNetwork> networks() {
        try {
            return BenchmarkedNetwork.named(names);
        } catch (TypeConversionException e) {
            throw Usage.error(command, "--models " + e.getMessage());
        }
    }

    private int batchSize(BenchmarkedNetwork network) {
        return batchSize == null ? network.batchSize() : batchSize;
    }

    private void check(List<BenchmarkedNetwork> networks) {
        int smallest = networks.stream().mapToInt(this::batchSize).min().orElseThrow();
        int largest = networks.stream().mapToInt(this::batchSize).max().orElseThrow();
        if (smallest < 1 || largest > examples || runs < 1 || warmUp < 0) {
            throw Usage.error(
                    command,
                    "--batch must be in [1, --examples], --runs at least 1 and --warm-up at least 0, found --batch "
                            + largest + ", --examples " + examples + ", --runs " + runs + " and --warm-up " + warmUp);
        }
        if (!devices.isEmpty() && command.commandLine().getParseResult().hasMatchedOption("--engine")) {
            throw Usage.error(command, "--engine and --engines cannot both be given: name all devices in --engines");
        }
        if (plot != null) {
            Usage.checked(command, () -> {
                BenchmarkPlot.check(plot);
                return plot;
            });
        }
    }

    private List<Device> devices() {
        List<String> named = devices.isEmpty() ? List.of(engine.device()) : devices;
        return Usage.checked(command, () -> named.stream().map(Device::parse).toList());
    }

    /** If neither kind is requested, or both are, both are measured. */
    private List<BenchmarkedStep> steps() {
        return Arrays.stream(BenchmarkedStep.values())
                .filter(step -> onlyPrivate == onlyPlain || step.isPrivate() == onlyPrivate)
                .filter(step -> !onlyWhole || step.isWhole())
                .toList();
    }

    private List<StepResult> measure(
            BenchmarkedNetwork network, Map<EngineDevice, ExecutionOptions> found, ProgressLine progress)
            throws IOException {
        List<StepResult> rows = time(network, found, progress);
        if (withoutMemory) {
            return rows;
        }
        List<StepResult> complete = new ArrayList<>();
        for (StepResult row : rows) {
            progress.show(network + ": memory, process " + (complete.size() + 1) + " of " + rows.size());
            PeakMemory peak = PeakMemoryProcess.measure(
                    program.mainClass(),
                    network,
                    row.step(),
                    row.device(),
                    row.batchSize(),
                    examples,
                    engine.arguments());
            complete.add(row.withMemory(peak));
        }
        return complete;
    }

    private List<StepResult> time(
            BenchmarkedNetwork network, Map<EngineDevice, ExecutionOptions> found, ProgressLine progress) {
        progress.show(network + ": preparing");
        StepActions prepared = new StepActions(network, batchSize(network), examples);
        List<TimedAction> actions = new ArrayList<>();
        List<StepResult> rows = new ArrayList<>();
        try {
            for (BenchmarkedStep step : steps()) {
                found.forEach((device, execution) -> actions.add(prepared.prepare(step, device, execution)));
            }
            List<Timing> timings = Timing.interleaved(
                    actions,
                    warmUp,
                    runs,
                    round -> progress.show(network + ": round " + round + " of " + (warmUp + runs)));
            int next = 0;
            for (BenchmarkedStep step : steps()) {
                for (EngineDevice device : found.keySet()) {
                    rows.add(new StepResult(
                            network,
                            batchSize(network),
                            step,
                            device.toString(),
                            timings.get(next++),
                            Optional.empty()));
                }
            }
            return rows;
        } finally {
            actions.forEach(TimedAction::close);
        }
    }
}
