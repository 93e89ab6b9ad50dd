package org.dpmodel.callbacks;

import java.util.Map;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/** One metric of the model in training, on public data. */
final class PublicMeasure {
    private PublicMeasure() {}

    static double of(RunContext context, Dataset validation, String metric) {
        Map<String, Double> measured = context.model().eval(validation);
        Double value = measured.get(metric);
        if (value == null) {
            throw Require.broken(
                    "the metric that is watched",
                    "must be one of the model's, " + measured.keySet(),
                    metric,
                    "name one of them, or add it to the builder with metrics(...)");
        }
        return value;
    }
}
