package org.dpmodel.metric;

import java.util.Locale;
import org.dpmodel.validation.Require;

/** Makes metric factories. */
public final class Metrics {
    private Metrics() {}

    /**
     * The share of rightly classified examples, named "Accuracy".
     *
     * @return the factory
     */
    public static MetricFactory accuracy() {
        return MetricFactory.of("Accuracy", Accuracy::new);
    }

    /**
     * The mean loss, named "Loss".
     *
     * @return the factory
     */
    public static MetricFactory loss() {
        return MetricFactory.of("Loss", MeanLoss::new);
    }

    /**
     * Finds a metric by the name that MindSpore users know: "accuracy" or "acc", or "loss", in any case.
     *
     * @param name the metric's name
     * @return the factory
     * @throws IllegalArgumentException if no metric has this name; the message lists those that exist
     */
    public static MetricFactory byName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "accuracy", "acc" -> accuracy();
            case "loss" -> loss();
            default -> throw Require.broken("metric", "must be one of [accuracy, acc, loss]", name, "correct the name");
        };
    }
}
