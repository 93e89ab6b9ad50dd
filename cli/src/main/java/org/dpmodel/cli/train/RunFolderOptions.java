package org.dpmodel.cli.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.Resumption;
import org.dpmodel.callbacks.EvaluationMonitor;
import org.dpmodel.callbacks.RunRecorder;
import org.dpmodel.cli.options.ShellWords;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for a run's budget and for the folder with its ledger. */
final class RunFolderOptions {
    private static final String SEED = "--seed";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--budget-epsilon",
            paramLabel = "E",
            description = "stop before the step that would exceed it at --delta (default: no budget)")
    private Double budgetEpsilon;

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "keep ledger, training state and history here, for --resume and report (default: nowhere)")
    private Path directory;

    @Option(names = "--resume", description = "continue the run in --run-dir, if there is one (default: start one)")
    private boolean resume;

    @Option(
            names = "--save-state-every",
            paramLabel = "STEPS",
            description = "steps between saved states (default: an epoch)")
    private Integer saveStateEvery;

    @Option(
            names = "--record-sensitive",
            description = "also keep losses and norms there, which are as private as the data (default: no)")
    private boolean recordSensitive;

    /** Validates the options before any expensive work. */
    void check(boolean withPrivacy) {
        if (directory == null && (resume || saveStateEvery != null)) {
            throw Usage.error(command, "--resume and --save-state-every need --run-dir, the folder of the run");
        }
        if (directory == null && recordSensitive) {
            throw Usage.error(command, "--record-sensitive needs --run-dir, the folder that it records in");
        }
        if (budgetEpsilon != null && !withPrivacy) {
            throw Usage.error(command, "--budget-epsilon needs privacy: leave out --without-privacy");
        }
        if (saveStateEvery != null && saveStateEvery < 1) {
            throw Usage.error(command, "--save-state-every must be at least 1, found " + saveStateEvery);
        }
        if (directory != null && !resume && DPModel.isResumable(directory)) {
            throw Usage.error(
                    command,
                    directory + " already contains a run: continue it with --resume, or pass another --run-dir");
        }
    }

    /** Whether to continue a run that was begun. */
    boolean isResumed() {
        return resume;
    }

    void applyTo(DPModelBuilder builder, double delta) {
        budget(delta).ifPresent(builder::budget);
        if (directory != null) {
            builder.directory(directory);
        }
        if (saveStateEvery != null) {
            builder.saveStateEvery(saveStateEvery);
        }
    }

    private Optional<PrivacyBudget> budget(double delta) {
        return Optional.ofNullable(budgetEpsilon)
                .map(epsilon -> Usage.checked(command, () -> new PrivacyBudget(epsilon, delta)));
    }

    /** Takes over the run in the folder, if requested and if there is one. */
    Optional<Resumption> resume(DPModel model) {
        return resume && DPModel.isResumable(directory) ? Optional.of(model.resume(directory)) : Optional.empty();
    }

    /**
     * Records the run's history, if there is a folder for it.
     *
     * @param evaluation measures on public data, and comes before this in the list; empty if the test data are private
     */
    Optional<RunRecorder> recorder(Optional<EvaluationMonitor> evaluation) {
        return Optional.ofNullable(directory).map(folder -> {
            RunRecorder fresh = RunRecorder.in(folder);
            RunRecorder recorder = evaluation
                    .map(fresh::keepingResultsOf)
                    .orElse(fresh)
                    .stating("command", program() + " " + ShellWords.joined(withoutSeed(arguments())));
            return recordSensitive ? recorder.revealingSensitive() : recorder;
        });
    }

    private String program() {
        return "./" + command.root().name();
    }

    private List<String> arguments() {
        return command.root().commandLine().getParseResult().originalArgs();
    }

    /** A seed must stay secret, so it is replaced by a placeholder. */
    private static List<String> withoutSeed(List<String> arguments) {
        List<String> open = new ArrayList<>();
        for (String argument : arguments) {
            boolean value = !open.isEmpty() && open.get(open.size() - 1).equals(SEED);
            open.add(value ? "SECRET" : argument.startsWith(SEED + "=") ? SEED + "=SECRET" : argument);
        }
        return open;
    }

    /** The command that continues the run; empty if it has no folder. */
    Optional<String> resuming() {
        if (directory == null) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>(arguments());
        if (!resume) {
            arguments.add("--resume");
        }
        return Optional.of(program() + " " + ShellWords.joined(arguments));
    }

    /** A description of the budget, for the header; empty if none is set. */
    Optional<String> budgetDescription(double delta) {
        return Optional.ofNullable(budgetEpsilon)
                .map(epsilon -> "epsilon " + epsilon + " at delta " + delta
                        + ": training ends before the step that would exceed it");
    }

    /** In words, for the header. */
    String description() {
        return directory == null ? "kept in memory only; --run-dir DIR makes it survive a crash" : directory.toString();
    }
}
