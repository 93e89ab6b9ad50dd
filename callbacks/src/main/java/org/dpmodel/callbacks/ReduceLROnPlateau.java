package org.dpmodel.callbacks;

import java.util.Objects;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Lowers the learning rate once a metric on <b>public</b> validation data has not improved for some epochs:
 *
 * <pre>rate ← max(rate · factor, smallest rate)</pre>
 *
 * <p>The name and the rule are MindSpore's and Keras's. The data must be public, hence the names of the factories:
 * otherwise the rate would depend on private data in a way that no statement covers. On public data it depends on the
 * private data only through the noisy parameters, and the statement remains valid. From the first reduction on, the rate
 * no longer follows the optimizer's schedule. A resumed run keeps its rate, and restarts counting epochs.
 */
public final class ReduceLROnPlateau implements Callback {
    private final Dataset validation;
    private final String metric;
    private final boolean larger;
    private final double factor;
    private final int patience;
    private final Limits limits;
    private final BestValue best;
    private int epochsWithout;
    private int epochsToRest;

    /** What has a usual value. */
    private record Limits(double minimumChange, int cooldown, double smallestRate) {
        Limits {
            Require.atLeast("cooldown", cooldown, 0, "pass 0 to count epochs immediately after a reduction");
            Require.nonNegative("smallestRate", smallestRate, "pass 0 for no limit");
        }
    }

    private ReduceLROnPlateau(
            Dataset validation, String metric, boolean larger, double factor, int patience, Limits limits) {
        this.validation = Objects.requireNonNull(validation, "validation");
        this.metric = Objects.requireNonNull(metric, "metric");
        this.larger = larger;
        this.factor = Require.fraction("factor", factor, "pass the factor of a reduction, for example 0.1");
        this.patience =
                Require.atLeast("patience", patience, 1, "pass the number of epochs to wait for an improvement");
        this.limits = limits;
        this.best = new BestValue(larger, limits.minimumChange());
    }

    /**
     * Lowers the rate when a metric no longer grows.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Accuracy}
     * @param factor the factor of a reduction, in [0, 1)
     * @param patience number of epochs to wait for a better value, at least 1
     * @return the callback
     */
    public static ReduceLROnPlateau onPublicDataByLargest(
            Dataset validation, String metric, double factor, int patience) {
        return new ReduceLROnPlateau(validation, metric, true, factor, patience, new Limits(0, 0, 0));
    }

    /**
     * Lowers the rate when a metric no longer falls.
     *
     * @param validation public data
     * @param metric one of the model's metrics, for example {@code Loss}
     * @param factor the factor of a reduction, in [0, 1)
     * @param patience number of epochs to wait for a better value, at least 1
     * @return the callback
     */
    public static ReduceLROnPlateau onPublicDataBySmallest(
            Dataset validation, String metric, double factor, int patience) {
        return new ReduceLROnPlateau(validation, metric, false, factor, patience, new Limits(0, 0, 0));
    }

    /**
     * Ignores smaller changes.
     *
     * @param change how much better a value must be, at least 0
     * @return a changed copy
     */
    public ReduceLROnPlateau withMinimumChange(double change) {
        return with(new Limits(change, limits.cooldown(), limits.smallestRate()));
    }

    /**
     * Sets the number of epochs after a reduction before patience is counted again.
     *
     * @param epochs number of epochs, at least 0
     * @return a changed copy
     */
    public ReduceLROnPlateau withCooldown(int epochs) {
        return with(new Limits(limits.minimumChange(), epochs, limits.smallestRate()));
    }

    /**
     * Stops lowering at a rate.
     *
     * @param rate the smallest rate, non-negative and finite
     * @return a changed copy
     */
    public ReduceLROnPlateau withSmallestRate(double rate) {
        return with(new Limits(limits.minimumChange(), limits.cooldown(), rate));
    }

    private ReduceLROnPlateau with(Limits changed) {
        return new ReduceLROnPlateau(validation, metric, larger, factor, patience, changed);
    }

    @Override
    public void onTrainBegin(RunContext context) {
        best.forget();
        epochsWithout = 0;
        epochsToRest = 0;
    }

    /**
     * Measures.
     *
     * @throws IllegalArgumentException if the model has no such metric
     */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (context.stepInEpoch() == context.stepsPerEpoch()) {
            look(PublicMeasure.of(context, validation, metric), context);
        }
    }

    /** Takes in a value. */
    void look(double value, RunContext context) {
        boolean resting = epochsToRest > 0;
        epochsToRest = Math.max(0, epochsToRest - 1);
        if (best.isBeatenBy(value) || resting) {
            epochsWithout = 0;
            return;
        }
        epochsWithout++;
        if (epochsWithout >= patience) {
            lower(context);
            epochsWithout = 0;
            epochsToRest = limits.cooldown();
        }
    }

    private void lower(RunContext context) {
        double rate = context.learningRate();
        if (rate > limits.smallestRate()) {
            context.changeLearningRate(Math.max(rate * factor, limits.smallestRate()));
        }
    }
}
