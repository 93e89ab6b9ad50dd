package org.dpmodel.metric;

import java.util.function.Supplier;

/** Creates a new {@link Metric} for each evaluation. Immutable and thread-safe. */
public interface MetricFactory {
    /**
     * The name of the metric in results, for example in the map that an evaluation returns.
     *
     * @return for example "Accuracy"
     */
    String name();

    /**
     * Starts a measurement.
     *
     * @return an empty metric, for one thread
     */
    Metric create();

    /**
     * Creates a factory for your own metric.
     *
     * @param name the metric's name in results
     * @param constructor starts a measurement
     * @return the factory
     */
    static MetricFactory of(String name, Supplier<? extends Metric> constructor) {
        return new NamedMetric(name, constructor);
    }
}
