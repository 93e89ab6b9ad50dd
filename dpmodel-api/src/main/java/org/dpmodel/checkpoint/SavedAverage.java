package org.dpmodel.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dpmodel.validation.Require;

/**
 * An average of a run's iterates, as stored in its training state. It is computed only from the iterates, which are
 * already noisy.
 *
 * @param averaging name of the averaging, for example {@code ema:0.99}
 * @param count the number of iterates in the average, at least 0; if 0, the values are the last iterate
 * @param values by name of the parameter
 */
public record SavedAverage(String averaging, long count, Map<String, float[]> values) {
    /** Checks that all parts are present. */
    public SavedAverage {
        Objects.requireNonNull(averaging, "averaging");
        Require.atLeast("count", count, 0, "pass the number of iterates averaged");
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
