package org.dpmodel.callbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Records in a run's folder, next to the ledger, the data for a report: a line for each epoch in {@code history.jsonl},
 * and the model after the last of them in {@code model.onnx}. A resumed run continues in the same file. Put it last, so
 * that it times only the steps.
 *
 * <pre>
 * model.train(10, train, List.of(RunRecorder.in(folder).measuringPublicData(test)));
 * // ./dpmodel report folder
 * </pre>
 *
 * <p>What it writes is covered by the statement of the model: step, epsilon (with earlier trainings of the weights),
 * clipping norm, metrics on public data. Times are means over an epoch with two digits; they depend on the number of drawn examples, which no statement covers. {@link
 * #revealingSensitive} adds values computed from private data without noise. For the training thread.
 */
public final class RunRecorder implements Callback {
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private final Path folder;
    private final Map<String, String> facts;
    private final Optional<Dataset> validation;
    private final Optional<EvaluationMonitor> monitor;
    private final boolean revealing;
    private final StepMeans means = new StepMeans();
    private long stepBegan;
    private long nanoseconds;
    private int timedSteps;
    private long savedStep = -1;
    private long firstStep;
    private boolean failed;

    private RunRecorder(
            Path folder,
            Map<String, String> facts,
            Optional<Dataset> validation,
            Optional<EvaluationMonitor> monitor,
            boolean revealing) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.facts = facts;
        this.validation = validation;
        this.monitor = monitor;
        this.revealing = revealing;
    }

    /**
     * Keeps steps, epsilon and times.
     *
     * @param folder the folder passed to the builder's {@code directory}
     * @return the callback
     */
    public static RunRecorder in(Path folder) {
        return new RunRecorder(folder, Map.of(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * Keeps the model's metrics as well.
     *
     * @param data public data
     * @return a changed copy
     */
    public RunRecorder measuringPublicData(Dataset data) {
        return new RunRecorder(folder, facts, Optional.of(data), Optional.empty(), revealing);
    }

    /**
     * Keeps the metrics of a monitor, which must come before this in the list of callbacks.
     *
     * @param evaluation a monitor of public data
     * @return a changed copy
     * @throws IllegalArgumentException if it measures private data
     */
    public RunRecorder keepingResultsOf(EvaluationMonitor evaluation) {
        if (!evaluation.isPublic()) {
            throw Require.broken(
                    "the monitor",
                    "must measure public data, since the recorded metrics may be shared where the data may not",
                    "a monitor of private data",
                    "pass EvaluationMonitor.onPublicData");
        }
        return new RunRecorder(folder, facts, Optional.empty(), Optional.of(evaluation), revealing);
    }

    /**
     * Records what is needed to repeat the run, for example its command.
     *
     * @param name a few words
     * @param value a public value: not a seed, which must stay secret, and nothing from private data
     * @return a changed copy
     */
    public RunRecorder stating(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new RunRecorder(folder, more, validation, monitor, revealing);
    }

    /**
     * Keeps the mean loss, clipped fraction and norm of each epoch as well. They are exact, and no statement covers them:
     * the file is as private as the data.
     *
     * @return a changed copy
     */
    public RunRecorder revealingSensitive() {
        return new RunRecorder(folder, facts, validation, monitor, true);
    }

    /**
     * Writes what does not change.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainBegin(RunContext context) {
        PrivacyStatement statement = context.model().privacyStatement();
        RunRecord.Begin begin = new RunRecord.Begin(
                CoarseTime.now().toString(),
                context.model().name(),
                context.model().network().parameterCount(),
                context.model().device(),
                context.model().accountant().name(),
                statement.delta(),
                context.step(),
                context.epochs(),
                environment(statement),
                facts);
        savedStep = -1;
        firstStep = context.step();
        failed = false;
        nanoseconds = 0;
        timedSteps = 0;
        means.forget();
        try {
            Files.createDirectories(folder);
            RunRecord.repair(folder);
        } catch (IOException e) {
            throw failure(e);
        }
        append(begin);
    }

    private static Map<String, String> environment(PrivacyStatement statement) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("DPModel", statement.libraryVersion());
        environment.put("Java", Runtime.version() + ", " + System.getProperty("java.vendor"));
        environment.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
        environment.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return environment;
    }

    @Override
    public void onTrainStepBegin(RunContext context) {
        stepBegan = System.nanoTime();
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        nanoseconds += System.nanoTime() - stepBegan;
        timedSteps++;
        if (revealing) {
            means.add(context.report());
        }
    }

    /**
     * Writes a line, and the model, unless no step was left.
     *
     * @throws UncheckedIOException if a file cannot be written
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (timedSteps == 0) {
            return;
        }
        PrivacyStatement statement = context.model().privacyStatement();
        append(new RunRecord.Epoch(
                context.epoch(),
                context.step(),
                statement.leadingEpsilon(),
                OptionalDouble.of(statement.displayedDelta()),
                metrics(context),
                milliseconds(),
                context.clippingNorm(),
                revealing ? Optional.of(seen(means.take().revealSensitive())) : Optional.empty()));
        nanoseconds = 0;
        timedSteps = 0;
        save(context);
    }

    private Map<String, Double> metrics(RunContext context) {
        if (monitor.isPresent()) {
            return monitor.get().resultsAt(context.step());
        }
        return validation.map(data -> context.model().eval(data)).orElse(Map.of());
    }

    private double milliseconds() {
        return CoarseTime.duration(nanoseconds / NANOSECONDS_PER_MILLISECOND / timedSteps);
    }

    private static RunRecord.Seen seen(StepReport means) {
        return new RunRecord.Seen(means.loss(), finite(means.clippedFraction()), finite(means.meanNorm()));
    }

    private static OptionalDouble finite(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Writes how it ended, unless writing has failed before.
     *
     * @throws UncheckedIOException if a file cannot be written
     */
    @Override
    public void onTrainEnd(RunContext context) {
        if (!failed) {
            append(new RunRecord.End(CoarseTime.now().toString(), context.step(), reason(context)));
            save(context);
        }
    }

    private String reason(RunContext context) {
        if (context.budgetReached()) {
            return "budget reached";
        }
        if (context.stopRequested()) {
            return "stopped";
        }
        if (context.step() == firstStep) {
            return "no step was left";
        }
        return context.epoch() == context.epochs() && context.stepInEpoch() == context.stepsPerEpoch()
                ? "all epochs done"
                : "broken off";
    }

    private void save(RunContext context) {
        if (context.step() > 0 && context.step() != savedStep) {
            try {
                context.model().save(folder.resolve(RunRecord.MODEL));
                savedStep = context.step();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private void append(RunRecord.Line line) {
        try {
            RunRecord.append(folder, line);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private UncheckedIOException failure(IOException e) {
        failed = true;
        return new UncheckedIOException(
                "cannot record the run in " + folder + " (" + e + "): pass a writable folder", e);
    }
}
