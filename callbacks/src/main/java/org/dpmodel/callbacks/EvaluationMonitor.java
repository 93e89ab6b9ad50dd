package org.dpmodel.callbacks;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;

/**
 * Measures the model on a dataset at the end of each epoch and prints the model's metrics:
 *
 * <pre>epoch: 1, Accuracy is 0.9512</pre>
 *
 * <p>Results are exact, without noise. Whether this matters depends on the dataset, so the caller has to decide: {@link
 * #onPublicData} for public data, {@link #onPrivateData} for data whose owners were promised privacy; the latter prints a
 * warning first.
 */
public final class EvaluationMonitor implements Callback {
    private final Dataset dataset;
    private final boolean privateData;
    private final PrintStream out;
    private Map<String, Double> results = Map.of();
    private long measuredStep = -1;

    private EvaluationMonitor(Dataset dataset, boolean privateData, PrintStream out) {
        this.dataset = Objects.requireNonNull(dataset, "dataset");
        this.privateData = privateData;
        this.out = Objects.requireNonNull(out, "out");
    }

    /**
     * Measures on public data.
     *
     * @param dataset the data
     * @return a monitor that prints to standard output
     */
    public static EvaluationMonitor onPublicData(Dataset dataset) {
        return new EvaluationMonitor(dataset, false, System.out);
    }

    /**
     * Measures on private data. The results reveal something about it that the privacy statement does not cover; the
     * monitor says so before the training.
     *
     * @param dataset the data
     * @return a monitor that prints to standard output
     */
    public static EvaluationMonitor onPrivateData(Dataset dataset) {
        return new EvaluationMonitor(dataset, true, System.out);
    }

    /**
     * This monitor, printing elsewhere.
     *
     * @param stream where lines go
     * @return the changed monitor
     */
    public EvaluationMonitor printingTo(PrintStream stream) {
        return new EvaluationMonitor(dataset, privateData, stream);
    }

    /**
     * The results of the last evaluation.
     *
     * @return value by name of the metric; empty before the first epoch has ended
     */
    public Map<String, Double> results() {
        return results;
    }

    /** Whether the results may be shared more widely than the data. */
    boolean isPublic() {
        return !privateData;
    }

    /** The results, if they belong to the given step. */
    Map<String, Double> resultsAt(long step) {
        return measuredStep == step ? results : Map.of();
    }

    @Override
    public void onTrainBegin(RunContext context) {
        if (privateData) {
            out.println("Warning: the metrics on " + dataset.name()
                    + " are exact and private; the privacy statement does not cover them.");
        }
    }

    /** Measures, unless the epoch was interrupted: a user who stops a run needs its file and its statement first. */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (context.stopRequested() && context.stepInEpoch() < context.stepsPerEpoch()) {
            return;
        }
        results = Map.copyOf(context.model().eval(dataset));
        measuredStep = context.step();
        String metrics = results.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(metric -> metric.getKey() + " is " + String.format(Locale.ROOT, "%.4f", metric.getValue()))
                .collect(Collectors.joining(", "));
        out.println("epoch: " + context.epoch() + ", " + metrics);
    }
}
