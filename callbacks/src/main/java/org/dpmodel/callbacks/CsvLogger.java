package org.dpmodel.callbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;

/**
 * Appends a line for each epoch to a CSV file: {@code epoch,step,epsilon,delta}, the cost as the statement leads with it,
 * with earlier trainings of the weights. Losses and clipped fractions of private
 * data are left out, since a file may be shared with people who must not see the data; {@link #revealingSensitive} adds
 * them. Lines end in a line feed, numbers have a decimal point.
 */
public final class CsvLogger implements Callback {
    private static final String PUBLIC = "epoch,step,epsilon,delta";
    private static final String SENSITIVE = ",sensitive_loss,sensitive_clipped_share,sensitive_mean_norm";

    private final Path file;
    private final boolean revealing;
    private final StepMeans means = new StepMeans();

    private CsvLogger(Path file, boolean revealing) {
        this.file = Objects.requireNonNull(file, "file");
        this.revealing = revealing;
    }

    /**
     * Writes only values that do not depend on private data.
     *
     * @param file the file; lines are appended if it exists
     * @return the callback
     */
    public static CsvLogger to(Path file) {
        return new CsvLogger(file, false);
    }

    /**
     * Writes the mean loss, clipped fraction and norm of each epoch as well. They are exact, and no statement covers
     * them: the file is as private as the data.
     *
     * @return a changed copy
     */
    public CsvLogger revealingSensitive() {
        return new CsvLogger(file, true);
    }

    /**
     * Writes the names of the columns into a new file.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainBegin(RunContext context) {
        if (!Files.exists(file)) {
            append(revealing ? PUBLIC + SENSITIVE : PUBLIC);
        }
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (revealing) {
            means.add(context.report());
        }
    }

    /**
     * Writes a line.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        var statement = context.model().privacyStatement();
        String line = context.epoch() + "," + context.step() + "," + statement.leadingEpsilon() + ","
                + statement.displayedDelta();
        if (revealing) {
            StepReport seen = means.take().revealSensitive();
            line += "," + seen.loss() + "," + seen.clippedFraction() + "," + seen.meanNorm();
        }
        append(line);
    }

    private void append(String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + file + " (" + e + "): pass a file in a writable folder", e);
        }
    }
}
