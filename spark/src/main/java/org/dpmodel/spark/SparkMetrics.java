package org.dpmodel.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.validation.Require;

/**
 * Adds spent epsilon and steps to the metrics of Spark's driver, for all of its sinks (Prometheus, JMX, Graphite): the
 * gauges {@code dpmodel.epsilon}, of the end of the last epoch and with earlier trainings of the weights, as the statement
 * leads with it, and {@code dpmodel.steps}. Both are public: they do not depend on the data.
 *
 * <pre>
 * try (SparkMetrics metrics = SparkMetrics.at(1e-5)) {
 *     model.train(10, images, List.of(metrics));
 * }
 * </pre>
 *
 * <p>Spark's own metrics are not: times, sizes and counts of tasks depend on which records were drawn. Show its
 * metrics, event logs and web pages only to people who may see the records. For one run at a time; sinks may read from
 * any thread. Close it.
 */
public final class SparkMetrics implements Callback, AutoCloseable {
    private final double delta;
    private final MetricRegistry registry = new MetricRegistry();
    private final Source source = new Gauges(registry);
    private volatile double epsilon;
    private volatile long steps;

    /**
     * The source that Spark queries.
     *
     * @param metricRegistry the gauges
     */
    private record Gauges(MetricRegistry metricRegistry) implements Source {
        @Override
        public String sourceName() {
            return "dpmodel";
        }
    }

    private SparkMetrics(double delta) {
        this.delta = delta;
        Gauge<Double> spent = () -> epsilon;
        Gauge<Long> taken = () -> steps;
        registry.register("epsilon", spent);
        registry.register("steps", taken);
    }

    /**
     * Adds the gauges to the metrics of this driver.
     *
     * @param delta the delta of epsilon, in (0, 1)
     * @return the callback
     * @throws IllegalArgumentException if delta is out of range
     * @throws IllegalStateException if there is no Spark session
     */
    public static SparkMetrics at(double delta) {
        Require.openFraction("delta", delta, "a usual value is 1e-5");
        if (SparkEnv.get() == null) {
            throw new IllegalStateException("there is no Spark session to add metrics to: start one first");
        }
        SparkMetrics metrics = new SparkMetrics(delta);
        SparkEnv.get().metricsSystem().registerSource(metrics.source);
        return metrics;
    }

    @Override
    public void onTrainBegin(RunContext run) {
        read(run);
    }

    @Override
    public void onTrainStepEnd(RunContext run) {
        steps = run.step();
    }

    @Override
    public void onTrainEpochEnd(RunContext run) {
        read(run);
    }

    @Override
    public void onTrainEnd(RunContext run) {
        read(run);
    }

    private void read(RunContext run) {
        steps = run.step();
        epsilon = run.model().privacyStatement(delta).leadingEpsilon();
    }

    /** Removes the gauges. */
    @Override
    public void close() {
        if (SparkEnv.get() != null) {
            SparkEnv.get().metricsSystem().removeSource(source);
        }
    }
}
