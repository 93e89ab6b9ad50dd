package org.dpmodel.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ordered, unmodifiable maps from alternating names and values. */
final class Hyperparameters {
    private Hyperparameters() {}

    static Map<String, String> of(Object... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
        }
        return Collections.unmodifiableMap(map);
    }
}
