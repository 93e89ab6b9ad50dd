package org.dpmodel.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures what privacy costs in time: the same step with and without it, in turn. */
@Command(
        name = "benchmark",
        description = "Measures training steps with and without privacy on this machine.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        subcommands = AccountantBenchmarkCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel benchmark",
            "  ./dpmodel benchmark --model tutorial-cnn --batch-size 250 --json steps.json",
            "  ./dpmodel benchmark accountant"
        })
final class BenchmarkCommand implements Callable<Integer> {
    private static final double CLIPPING_NORM = 0.1;
    private static final int EXAMPLES = 60_000;

    @ParentCommand
    private Program program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "lenet5",
            converter = Model.Converter.class,
            description = "lenet5, lenet5-relu, tutorial-cnn or mlp (default: ${DEFAULT-VALUE})")
    private Model network;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "256",
            description = "examples in a step (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "30",
            description = "counted runs of each (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description = "runs before that, not counted (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--json", paramLabel = "FILE", description = "write the numbers to a file, too (default: none)")
    private Path json;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || batchSize > EXAMPLES || runs < 1 || warmUp < 0) {
            throw Usage.wrong(
                    command,
                    "--batch-size must be in [1, " + EXAMPLES + "], --runs at least 1 and --warm-up at least 0");
        }
        engine.device();
        engine.execution();
        List<TimedAction> actions = new ArrayList<>();
        try {
            prepare(actions);
            StepBenchmark result = new StepBenchmark(
                    engine.device(),
                    engine.execution().threads(),
                    network,
                    batchSize,
                    warmUp,
                    Timing.interleaved(actions, warmUp, runs));
            program.out().print(result.table());
            if (json != null) {
                result.writeJson(json);
            }
        } finally {
            actions.forEach(TimedAction::close);
        }
        return 0;
    }

    Program program() {
        return program;
    }

    private void prepare(List<TimedAction> actions) {
        EngineDevice device = engine.find();
        ClipMechanism clipping = ClipMechanisms.fixed(CLIPPING_NORM);
        actions.add(new StepGraphAction(
                StepBenchmark.PRIVATE_GRAPH,
                network.network(),
                batchSize,
                Optional.of(clipping),
                device,
                engine.execution()));
        actions.add(new StepGraphAction(
                StepBenchmark.PLAIN_GRAPH, network.network(), batchSize, Optional.empty(), device, engine.execution()));
        Dataset digits = SyntheticDigits.train(EXAMPLES, 1, network.imageSide());
        DPModel withPrivacy =
                model().clipping(clipping).noise(NoiseMechanisms.gaussian(1)).build();
        actions.add(new WholeStepAction(StepBenchmark.PRIVATE_STEP, withPrivacy, digits));
        actions.add(new WholeStepAction(StepBenchmark.PLAIN_STEP, model().buildWithoutPrivacy(), digits));
    }

    private DPModelBuilder model() {
        return DPModel.builder(network.network(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.05, 0.9))
                .sampling(SamplingSchemes.poisson(batchSize))
                .engine(engine.device())
                .execution(engine.execution());
    }
}
