package org.dpmodel.cli.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.TrainingEnd;
import org.dpmodel.callback.Callback;
import org.dpmodel.callbacks.EvaluationMonitor;
import org.dpmodel.callbacks.LossMonitor;
import org.dpmodel.callbacks.ModelCheckpoint;
import org.dpmodel.callbacks.PrivacyMonitor;
import org.dpmodel.callbacks.ProgressBar;
import org.dpmodel.callbacks.RunRecorder;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DataSource;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains a network privately, and reports time, results and spending. */
@Command(
        name = "train",
        description = "Trains a network on digits, a table or images, with differential privacy, and saves it as ONNX.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel train",
            "  ./dpmodel train --data mnist --data-path DIR",
            "  ./dpmodel train --data mnist --download --noise-multiplier 2 --epochs 20",
            "  ./dpmodel train --data visits.csv --schema visits.json --records-per-person 3 --batch-size 64",
            "  ./dpmodel train --data photos --classes cat,dog --network model.onnx",
            "  ./dpmodel train --recipe scattering --data mnist --data-path DIR",
            "  ./dpmodel train --sampling shuffled --micro-batches 32 --optimizer sgd",
            "  ./dpmodel train --target-epsilon 3 --epochs 20",
            "  ./dpmodel train --target-epsilon 3 --epochs 20 --dry-run",
            "  ./dpmodel train --budget-epsilon 1 --run-dir run --resume",
            "  ./dpmodel train --clipping adaptive --noise discrete-gaussian",
            "  ./dpmodel train --data mnist --data-path DIR --average ema:0.99",
            "  ./dpmodel train --network model.onnx --freeze '*' --lora 8 --data mnist --data-path DIR"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int SYNTHETIC_EPOCHS = 5;
    private static final int DEFAULT_EPOCHS = 10;

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Mixin
    private RecipeOptions recipe;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private DataOptions data;

    @Mixin
    private TableOptions table;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "of digits: use the first N training examples (default: all)")
    private int examples;

    @Option(
            names = "--public-size",
            paramLabel = "N",
            description = "draw and count steps as if there were N examples or people (default: their number)")
    private Integer publicSize;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "passes over the data (default: " + DEFAULT_EPOCHS + ", " + SYNTHETIC_EPOCHS + " with synthetic)")
    private Integer epochs;

    @Mixin
    private PlanOptions privacy;

    @Option(
            names = "--without-privacy",
            description = "NO PRIVACY, epsilon is infinite; for comparison (default: private)")
    private boolean withoutPrivacy;

    @Mixin
    private OptimizerOptions optimization;

    @Mixin
    private TargetOptions target;

    @Mixin
    private RunFolderOptions folder;

    @Mixin
    private CheckpointOptions checkpoints;

    @Option(
            names = "--dry-run",
            description = "check options, data and network, print what the training would cost, and stop (default: "
                    + "train)")
    private boolean dryRun;

    @Option(
            names = "--check-data",
            description = "show the owner of the data which examples are left out, and stop (default: train)")
    private boolean checkData;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "repeatable, but private only if S stays secret (default: secure randomness)")
    private Long seed;

    private Optional<CandidateRun> candidate = Optional.empty();

    /** Makes this the training of one candidate in a search. */
    TrainCommand asCandidate(ProgramContext context, CandidateRun run) {
        program = context;
        candidate = Optional.of(run);
        return this;
    }

    /** Checks everything that can be checked from options alone. */
    void checkOptions() {
        recipe.apply().ifPresent(this::checkRecipe);
        if (dryRun || checkData) {
            throw Usage.error(
                    command,
                    (dryRun ? "--dry-run" : "--check-data")
                            + " is for train only: ./dpmodel privacy --tune RUNS prints what a search costs");
        }
        Optional<PrivacyPlan> plan = plan();
        check(plan.isPresent());
        optimization.optimizer(plan.isPresent());
    }

    /** A candidate that is scored with noise must not be measured without it. */
    private boolean isMeasuredInPublic(TrainingTask task) {
        return task.isMeasuredInPublic()
                && candidate.map(run -> run.scoring().isPublic()).orElse(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<RecipeOptions.Applied> applied = recipe.apply();
        applied.ifPresent(this::checkRecipe);
        Optional<PrivacyPlan> plan = plan();
        check(plan.isPresent());
        TrainingTask task = task();
        DPModelBuilder builder = builder(task, plan);
        table.compares(plan.map(PrivacyPlan::adjacency));
        TrainingTask.Examples read = task.read(program.out());
        int units = units(plan, read.train());
        int stepsPerEpoch = stepsPerEpoch(units);
        target.applyTo(builder, privacy, epochs(), units);
        ModelCheckpoint checkpoint = checkpoints.callback(stepsPerEpoch);
        try (DPModel model = plan.isPresent() ? builder.build() : builder.buildWithoutPrivacy();
                InterruptStop interrupt = new InterruptStop()) {
            TrainingRecord run = new TrainingRecord(
                    task.network(),
                    data.source(),
                    read.train(),
                    read.test(),
                    units,
                    privacy.sampling(),
                    epochs(),
                    privacy.delta());
            TrainingReport report = new TrainingReport(program.out(), run, model);
            applied.ifPresent(report::recipe);
            report.header(optimization.description(plan.isPresent()), checkpoints.description(), folder.description());
            target.description(model, privacy.delta()).ifPresent(report::target);
            folder.resume(model).ifPresentOrElse(report::resumed, () -> report.forecast(network.isOnOtherPeople()));
            folder.budgetDescription(privacy.delta()).ifPresent(report::budget);
            model.budgetForecast(epochs(), units).ifPresent(report::budgetEnds);
            if (dryRun) {
                report.dryRun();
                return 0;
            }
            if (checkData) {
                report.leftOut(model.leftOut(read.train()));
                return 0;
            }
            report.starting();
            if (candidate.isPresent()) {
                candidate.get().starting(task, model.plan().orElseThrow(), units, run.steps());
            }
            StepClock clock = new StepClock();
            List<Callback> callbacks = new ArrayList<>(List.of(
                    new ProgressBar(program.out(), program.terminal()),
                    new LossMonitor(stepsPerEpoch, program.out()),
                    PrivacyMonitor.of(privacy.delta()).printingTo(program.out())));
            Optional<EvaluationMonitor> evaluation = isMeasuredInPublic(task)
                    ? Optional.of(EvaluationMonitor.onPublicData(read.test()).printingTo(program.out()))
                    : Optional.empty();
            evaluation.ifPresent(callbacks::add);
            callbacks.addAll(List.of(checkpoint, interrupt));
            recorder(task.network(), evaluation, plan.isPresent()).ifPresent(callbacks::add);
            callbacks.add(clock);
            TrainingEnd end = model.train(epochs(), read.train(), callbacks);
            report.end(interrupt.interrupted(), end, candidate.isPresent() ? Optional.empty() : folder.resuming());
            if (candidate.isPresent()) {
                if (end == TrainingEnd.EPOCHS_DONE) {
                    candidate.get().ended(model, task, read.test(), run.steps());
                }
                return 0;
            }
            if (evaluation.isPresent() && !interrupt.interrupted()) {
                report.accuracy(evaluation.get().results());
            }
            // After an interrupt, the process will soon be killed, so the most important output comes first.
            report.statement(clock);
            report.checkpoint(checkpoint.latestFile(), task::next);
            if (evaluation.isEmpty()) {
                report.heldOut(model.eval(read.test()));
            } else if (interrupt.interrupted()) {
                report.accuracy(model.eval(read.test()));
            }
        }
        return 0;
    }

    private TrainingTask task() throws IOException {
        return switch (data.source()) {
            case TABLE -> network.table(data.table().orElseThrow(), table);
            case IMAGES -> network.images(data.images().orElseThrow(), data.classes());
            case SYNTHETIC, MNIST -> network.digits(data, examples);
        };
    }

    /**
     * The number of units that sampling counts: people where people are drawn, otherwise kept records; or the public
     * size in its place.
     */
    private static int units(Optional<PrivacyPlan> plan, Dataset train) {
        OptionalInt fixed = plan.map(PrivacyPlan::publicSize).orElse(OptionalInt.empty());
        if (fixed.isPresent()) {
            return fixed.getAsInt();
        }
        Optional<PersonProtection> protection = plan.flatMap(PrivacyPlan::people);
        if (protection.isEmpty()) {
            return train.size();
        }
        PersonIds ids = train.people().orElseThrow();
        return protection.get().drawsPeople()
                ? ids.people()
                : ids.kept(protection.get().recordsPerPerson()).length;
    }

    private Optional<RunRecorder> recorder(
            TrainedNetwork trained, Optional<EvaluationMonitor> evaluation, boolean withPrivacy) {
        return folder.recorder(evaluation).map(recorder -> recorder.stating("model", trained.description())
                .stating("optimizer", optimization.description(withPrivacy))
                .stating("checkpoints", checkpoints.description()));
    }

    /** The plan, or empty if the user explicitly wants no privacy. */
    private Optional<PrivacyPlan> plan() {
        if (!withoutPrivacy) {
            PrivacyPlan plan = privacy.plan();
            return Optional.of(Usage.checked(command, () -> {
                PrivacyPlan protecting =
                        table.protection(plan.sampling()).map(plan::withPeople).orElse(plan);
                return publicSize == null ? protecting : protecting.withPublicSize(publicSize);
            }));
        }
        if (privacy.hasPrivacyOptions()
                || publicSize != null
                || table.protection(privacy.sampling()).isPresent()) {
            throw Usage.error(
                    command,
                    "--without-privacy adds no noise and clips nothing: leave out the options of noise and clipping,"
                            + " --micro-batches, --adjacency, --records-per-person, --public-size and --delta, or leave out"
                            + " --without-privacy");
        }
        return Optional.empty();
    }

    /** Validates the options before any expensive work. */
    private void check(boolean withPrivacy) {
        network.check();
        data.check();
        table.check(data.source() == DataSource.TABLE);
        if (!data.areDigits() && command.commandLine().getParseResult().hasMatchedOption("--examples")) {
            throw Usage.error(
                    command,
                    "--examples is for digits: the first N of a table or a folder change as soon as somebody is added or removed,"
                            + " so one person would move others; leave it out"
                            + (data.source() == DataSource.TABLE
                                    ? ", and pass a larger --hold-out SHARE to train on fewer rows"
                                    : ""));
        }
        target.check(withPrivacy, privacy);
        folder.check(withPrivacy);
        if (dryRun && folder.isResumed()) {
            throw Usage.error(
                    command,
                    "--dry-run is for a new training: leave out --resume, or run ./dpmodel report to see what a run "
                            + "has spent");
        }
        if (dryRun && checkData) {
            throw Usage.error(
                    command, "--dry-run computes nothing of the data, and --check-data does: leave out one of them");
        }
        checkpoints.callback(1);
        if (examples < 0 || epochs() < 1) {
            throw Usage.error(
                    command,
                    "--examples and --epochs must be at least 1, found " + (examples < 0 ? examples : epochs())
                            + ": to see what a training would cost, and train nothing, pass --dry-run");
        }
        if (publicSize == null) {
            data.knownSize(examples).ifPresent(this::stepsPerEpoch);
        }
    }

    private void checkRecipe(RecipeOptions.Applied applied) {
        if (!data.areDigits()) {
            throw Usage.error(
                    command,
                    "--recipe is for digits, found the recipe "
                            + applied.recipe().name() + " and "
                            + (data.source() == DataSource.TABLE ? "a table" : "a folder of images")
                            + ": leave one of them out");
        }
    }

    private int stepsPerEpoch(int size) {
        return Usage.checked(command, () -> privacy.sampling().stepsPerEpoch(size));
    }

    private int epochs() {
        if (epochs != null) {
            return epochs;
        }
        return data.source() == DataSource.SYNTHETIC ? SYNTHETIC_EPOCHS : DEFAULT_EPOCHS;
    }

    private DPModelBuilder builder(TrainingTask task, Optional<PrivacyPlan> plan) {
        SamplingScheme sampling = privacy.sampling();
        DPModelBuilder builder = DPModel.builder(task.network().network(), task.loss())
                .optimizer(optimization.optimizer(plan.isPresent()))
                .sampling(sampling)
                .metrics(task.metrics().toArray(MetricFactory[]::new))
                .engine(engine.device())
                .execution(engine.execution())
                .delta(privacy.delta());
        plan.filter(p -> !target.isSet()).ifPresent(p -> builder.noise(p.noise()));
        plan.ifPresent(
                p -> builder.clipping(p.clipping()).adjacency(p.adjacency()).microbatchSize(p.microbatchSize()));
        plan.flatMap(PrivacyPlan::people)
                .ifPresent(people -> builder.recordsPerPerson(people.recordsPerPerson(), people.way()));
        optimization.averaging().ifPresent(builder::averaging);
        plan.map(PrivacyPlan::publicSize).ifPresent(size -> size.ifPresent(builder::publicSize));
        network.applyTo(builder);
        folder.applyTo(builder, privacy.delta());
        candidate.ifPresent(one -> builder.accountant(one::accountant));
        if (seed != null) {
            builder.seed(seed);
        }
        return builder;
    }
}
