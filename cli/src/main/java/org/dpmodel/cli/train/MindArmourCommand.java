package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callbacks.LossMonitor;
import org.dpmodel.callbacks.PrivacyMonitorFactory;
import org.dpmodel.callbacks.ProgressBar;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.clipping.ClippingAdaptation.Policy;
import org.dpmodel.data.Dataset;
import org.dpmodel.mindarmour.ClipMechanismsFactory;
import org.dpmodel.mindarmour.MindArmourModel;
import org.dpmodel.mindarmour.NoiseMechanismsFactory;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Trains MindArmour's tutorial with its real batches and at its real cost, and a sound version of the same settings.
 */
@Command(
        name = "mindarmour",
        description =
                "Runs the settings of MindArmour's tutorial twice, with its real batches and in a sound version, and "
                        + "prints what each costs.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  ./dpmodel mindarmour --data mnist --data-path DIR")
public final class MindArmourCommand implements Callable<Integer> {
    private static final int BATCH_SIZE = 256;
    private static final int MICRO_BATCHES = 16;
    private static final double NORM_BOUND = 1.0;
    private static final double NOISE_MULTIPLIER = 1.0;
    private static final double QUANTILE = 0.9;
    private static final double CLIP_LEARNING_RATE = 0.001;
    private static final double FRACTION_STDDEV = 0.01;
    private static final int IMAGE_SIDE = 32;

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "use the first N training examples (default: all 60,000)")
    private int examples;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "passes over the data (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--delta",
            paramLabel = "D",
            defaultValue = "1e-5",
            description = "delta at which epsilon is stated (default: ${DEFAULT-VALUE})")
    private double delta;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "repeatable, but private only if S stays secret (default: secure randomness)")
    private Long seed;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() throws IOException, InterruptedException {
        data.requireDigits();
        data.check();
        if (examples < 0 || epochs < 1 || !(delta > 0 && delta < 1)) {
            throw Usage.error(command, "--examples and --epochs must be at least 1, --delta in (0, 1)");
        }
        PrintStream out = program.out();
        data.prepare(out);
        Dataset train = data.train(examples, IMAGE_SIDE);
        Dataset test = data.test(IMAGE_SIDE);
        int stepsPerEpoch = Usage.checked(
                command, () -> SamplingSchemes.shuffled(BATCH_SIZE).stepsPerEpoch(train.size()));

        out.println("1. As MindArmour draws: shuffled batches of 256 in 16 micro-batches of 16");
        Outcome drawn = outcome(asDrawn(), train, test);
        out.println();
        out.println("2. Sound version: Poisson sampling, single examples, the count paid for by the gradients' noise");
        Outcome sound = outcome(soundVersion(), train, test);

        double printed = PrintedByMindArmour.epsilon(
                (double) BATCH_SIZE / train.size(), NOISE_MULTIPLIER, (long) epochs * stepsPerEpoch, delta);
        out.println();
        out.printf(Locale.ROOT, "%,d epochs, %,d examples, delta %s%n", epochs, train.size(), delta);
        out.printf(Locale.ROOT, "%-66s %-14s %s%n", "", "epsilon", "accuracy");
        row(out, "what MindArmour's RDP monitor prints; not a guarantee of run 1", printed, drawn.accuracy());
        row(out, "run 1: replace-one, sensitivity 2 C, count charged, unamplified", drawn.epsilon(), drawn.accuracy());
        row(out, "run 2: add-or-remove-one, sensitivity C, count charged", sound.epsilon(), sound.accuracy());
        return 0;
    }

    private record Outcome(double epsilon, double accuracy) {}

    private static void row(PrintStream out, String name, double epsilon, double accuracy) {
        out.printf(Locale.ROOT, "%-66s %-14.4f %.4f%n", name, Math.ceil(epsilon * 1e4) / 1e4, accuracy);
    }

    private DPModelBuilder asDrawn() {
        return MindArmourModel.of(LeNet5.network(Model.CLASSES), Losses.softmaxCrossEntropy())
                .batchSize(BATCH_SIZE)
                .microBatches(MICRO_BATCHES)
                .normBound(NORM_BOUND)
                .noiseMech(NoiseMechanismsFactory.create("Gaussian", NOISE_MULTIPLIER))
                .clipMech(ClipMechanismsFactory.create(
                        "Gaussian", "Linear", CLIP_LEARNING_RATE, QUANTILE, FRACTION_STDDEV))
                .optimizer(Optimizers.momentum(0.01, 0.9))
                .settings();
    }

    private DPModelBuilder soundVersion() {
        return DPModel.builder(LeNet5.network(Model.CLASSES), Losses.softmaxCrossEntropy())
                .sampling(SamplingSchemes.poisson(BATCH_SIZE))
                .clipping(ClipMechanisms.adaptive()
                        .initialClippingNorm(NORM_BOUND)
                        .policy(Policy.LINEAR)
                        .learningRate(CLIP_LEARNING_RATE)
                        .targetUnclippedQuantile(QUANTILE)
                        .fractionStandardDeviation(FRACTION_STDDEV)
                        .build())
                .noise(NoiseMechanisms.gaussian(NOISE_MULTIPLIER))
                .optimizer(Optimizers.momentum(0.01, 0.9));
    }

    private Outcome outcome(DPModelBuilder builder, Dataset train, Dataset test) {
        if (seed != null) {
            builder.seed(seed);
        }
        PrintStream out = program.out();
        try (DPModel model = builder.engine(engine.device())
                .execution(engine.execution())
                .delta(delta)
                .build()) {
            int stepsPerEpoch = model.plan().orElseThrow().sampling().stepsPerEpoch(train.size());
            model.train(
                    epochs,
                    train,
                    List.of(
                            new ProgressBar(out, program.terminal()),
                            new LossMonitor(stepsPerEpoch, out),
                            PrivacyMonitorFactory.create("rdp", delta).printingTo(out)));
            out.println(model.privacyStatement().toText());
            return new Outcome(
                    model.privacyStatement().leadingEpsilon(), model.eval(test).get("Accuracy"));
        }
    }
}
