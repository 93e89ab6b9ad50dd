package org.dpmodel.metric;

import java.util.Objects;
import java.util.function.Supplier;

/** A factory given by its two parts. */
record NamedMetric(String name, Supplier<? extends Metric> constructor) implements MetricFactory {
    NamedMetric {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(constructor, "constructor");
    }

    @Override
    public Metric create() {
        return constructor.get();
    }
}
