package org.dpmodel.callbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;

/**
 * Writes event files for TensorBoard at the end of each epoch: {@code privacy/epsilon}, and the model's metrics on public
 * data as {@code public/...}. MindSpore's name. Losses and clipped fractions of private data are left out, since
 * dashboards tend to be shared; {@link #revealingSensitive} adds them as {@code sensitive/...}. Times are whole seconds,
 * since the time of a step depends on the number of drawn examples.
 *
 * <pre>
 * model.train(10, train, List.of(SummaryCollector.in(Path.of("runs/first")).measuringPublicData(test)));
 * // tensorboard --logdir runs
 * </pre>
 */
public final class SummaryCollector implements Callback {
    private final Path directory;
    private final Optional<Dataset> validation;
    private final boolean revealing;
    private final StepMeans means = new StepMeans();
    private EventFile file;

    private SummaryCollector(Path directory, Optional<Dataset> validation, boolean revealing) {
        this.directory = Objects.requireNonNull(directory, "directory");
        this.validation = validation;
        this.revealing = revealing;
    }

    /**
     * Writes epsilon over the steps.
     *
     * @param directory a folder for the run, created if there is none; TensorBoard shows each folder as a run
     * @return the callback
     */
    public static SummaryCollector in(Path directory) {
        return new SummaryCollector(directory, Optional.empty(), false);
    }

    /**
     * Writes the model's metrics as well.
     *
     * @param data public data
     * @return a changed copy
     */
    public SummaryCollector measuringPublicData(Dataset data) {
        return new SummaryCollector(directory, Optional.of(data), revealing);
    }

    /**
     * Writes the mean loss, clipped fraction and norm of each epoch as well. They are exact, and no statement covers
     * them: the files are as private as the data.
     *
     * @return a changed copy
     */
    public SummaryCollector revealingSensitive() {
        return new SummaryCollector(directory, validation, true);
    }

    private static double now() {
        return CoarseTime.now().getEpochSecond();
    }

    /**
     * Begins a file.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    @Override
    public void onTrainBegin(RunContext context) {
        try {
            Files.createDirectories(directory);
            int number = 0;
            while (Files.exists(name(number))) {
                number++;
            }
            file = new EventFile(name(number), now());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** TensorBoard reads files in the order of their names, which must contain "tfevents". */
    private Path name(int number) {
        return directory.resolve(String.format(Locale.ROOT, "events.out.tfevents.%06d.dpmodel", number));
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (revealing) {
            means.add(context.report());
        }
    }

    /**
     * Writes the epoch.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        write(context, "privacy/epsilon", context.model().privacyStatement().leadingEpsilon());
        if (validation.isPresent()) {
            Map<String, Double> metrics = context.model().eval(validation.get());
            metrics.forEach((name, value) -> write(context, "public/" + name, value));
        }
        if (revealing) {
            StepReport seen = means.take().revealSensitive();
            write(context, "sensitive/loss", seen.loss());
            write(context, "sensitive/clipped share", seen.clippedFraction());
            write(context, "sensitive/mean norm", seen.meanNorm());
        }
    }

    private void write(RunContext context, String tag, double value) {
        try {
            file.scalar(tag, context.step(), value, now());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Ends the file.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    @Override
    public void onTrainEnd(RunContext context) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private UncheckedIOException failure(IOException e) {
        return new UncheckedIOException(
                "cannot write events into " + directory + " (" + e + "): pass a writable folder", e);
    }
}
