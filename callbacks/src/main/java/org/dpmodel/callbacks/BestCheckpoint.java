package org.dpmodel.callbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.KeptIterate;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;

/**
 * Keeps a file with the parameters of the epoch that did best on <b>public</b> validation data.
 *
 * <p>The choice looks at every epoch, so the file states what all of them cost: it is written again after each epoch, with
 * the best parameters so far and the present statement, and at the end of the training. Its epsilon is that of the last
 * step, even if the parameters are those of an earlier one.
 *
 * <p>The data must be public, hence the names of the factories: otherwise the choice would depend on private data in a
 * way that no statement covers. A resumed training chooses among its own epochs; use another file for it, or it replaces
 * the earlier one.
 */
public final class BestCheckpoint implements Callback {
    private final Dataset validation;
    private final String metric;
    private final BestValue best;
    private final Path file;
    private KeptIterate kept;
    private boolean failed;

    private BestCheckpoint(Dataset validation, String metric, boolean larger, Path file) {
        this.validation = Objects.requireNonNull(validation, "validation");
        this.metric = Objects.requireNonNull(metric, "metric");
        this.file = Objects.requireNonNull(file, "file");
        this.best = new BestValue(larger, 0);
    }

    /**
     * Keeps the parameters with the largest value of a metric.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Accuracy}
     * @param file where to keep them, as ONNX; replaced if it exists
     * @return the callback
     */
    public static BestCheckpoint onPublicDataByLargest(Dataset validation, String metric, Path file) {
        return new BestCheckpoint(validation, metric, true, file);
    }

    /**
     * Keeps the parameters with the smallest value of a metric.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Loss}
     * @param file where to keep them, as ONNX; replaced if it exists
     * @return the callback
     */
    public static BestCheckpoint onPublicDataBySmallest(Dataset validation, String metric, Path file) {
        return new BestCheckpoint(validation, metric, false, file);
    }

    /**
     * The best value so far.
     *
     * @return empty before the first epoch has ended
     */
    public OptionalDouble best() {
        return best.get();
    }

    /**
     * The step of the parameters in the file.
     *
     * @return empty before the first epoch has ended
     */
    public OptionalLong step() {
        return kept == null ? OptionalLong.empty() : OptionalLong.of(kept.step());
    }

    @Override
    public void onTrainBegin(RunContext context) {
        best.forget();
        kept = null;
        failed = false;
    }

    /**
     * Measures, and writes the file.
     *
     * @throws IllegalArgumentException if the model has no such metric
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (context.stepInEpoch() < context.stepsPerEpoch()) {
            return;
        }
        if (best.isBeatenBy(PublicMeasure.of(context, validation, metric))) {
            kept = context.model().keep();
        }
        save();
    }

    /**
     * Writes the file, whose statement then covers a last epoch that was not finished, too.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainEnd(RunContext context) {
        save();
    }

    private void save() {
        if (kept == null || failed) {
            return;
        }
        try {
            kept.save(file);
        } catch (IOException e) {
            failed = true;
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
