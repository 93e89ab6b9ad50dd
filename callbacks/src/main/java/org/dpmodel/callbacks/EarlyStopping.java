package org.dpmodel.callbacks;

import java.util.Objects;
import java.util.OptionalDouble;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Ends a training once a metric on <b>public</b> validation data has not improved for some epochs.
 *
 * <p>The data must be public, hence the name of the factory: otherwise the stopping time would depend on private data in
 * a way that no statement covers. On public data it depends on the private data through the noisy parameters alone. That
 * saves time but no epsilon: each epsilon of a run is a bound for a number of steps that was fixed in advance, and a number
 * chosen by the results may be just the one where the bound fails (Rogers et al. 2016, arXiv:1605.08294). What is released
 * is a part of what all epochs would have released, so statements have the cost of all of them. The model keeps its last
 * parameters, not its best ones.
 */
public final class EarlyStopping implements Callback {
    private final Dataset validation;
    private final String metric;
    private final boolean larger;
    private final int patience;
    private final BestValue best;
    private int epochsWithout;
    private boolean stopped;

    private EarlyStopping(Dataset validation, String metric, boolean larger, int patience, double minimumChange) {
        this.validation = Objects.requireNonNull(validation, "validation");
        this.metric = Objects.requireNonNull(metric, "metric");
        this.larger = larger;
        this.patience =
                Require.atLeast("patience", patience, 1, "pass the number of epochs to wait for an improvement");
        this.best = new BestValue(larger, minimumChange);
    }

    /**
     * Stops when a metric no longer grows.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Accuracy}
     * @param patience number of epochs to wait for a better value, at least 1
     * @return the callback
     */
    public static EarlyStopping onPublicDataByLargest(Dataset validation, String metric, int patience) {
        return new EarlyStopping(validation, metric, true, patience, 0);
    }

    /**
     * Stops when a metric no longer falls.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Loss}
     * @param patience number of epochs to wait for a better value, at least 1
     * @return the callback
     */
    public static EarlyStopping onPublicDataBySmallest(Dataset validation, String metric, int patience) {
        return new EarlyStopping(validation, metric, false, patience, 0);
    }

    /**
     * Ignores smaller changes.
     *
     * @param change how much better a value must be, at least 0
     * @return a changed copy
     */
    public EarlyStopping withMinimumChange(double change) {
        return new EarlyStopping(validation, metric, larger, patience, change);
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
     * Whether this ended the last training.
     *
     * @return false while it may continue
     */
    public boolean stopped() {
        return stopped;
    }

    @Override
    public boolean endsByResults() {
        return true;
    }

    @Override
    public void onTrainBegin(RunContext context) {
        best.forget();
        epochsWithout = 0;
        stopped = false;
    }

    /**
     * Measures.
     *
     * @throws IllegalArgumentException if the model has no such metric
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (context.stepInEpoch() < context.stepsPerEpoch()) {
            return;
        }
        look(PublicMeasure.of(context, validation, metric), context);
    }

    /** Adds a value; NaN is never better than another one. */
    void look(double value, RunContext context) {
        if (best.isBeatenBy(value)) {
            epochsWithout = 0;
            return;
        }
        epochsWithout++;
        if (epochsWithout >= patience) {
            stopped = true;
            context.requestStop();
        }
    }
}
