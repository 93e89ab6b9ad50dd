package org.dpmodel.metric;

import java.util.function.Supplier;

/** Makes a fresh {@link Metric} for each evaluation. Immutable and thread-safe. */
public interface MetricFactory {
    /**
     * Names the metric in results, for example in the map that an evaluation returns.
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
     * Makes a factory for a metric of one's own.
     *
     * @param name the metric's name in results
     * @param constructor starts a measurement
     * @return the factory
     */
    static MetricFactory of(String name, Supplier<? extends Metric> constructor) {
        return new NamedMetric(name, constructor);
    }
}
