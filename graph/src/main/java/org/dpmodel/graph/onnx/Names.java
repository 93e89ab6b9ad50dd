package org.dpmodel.graph.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names in use, and new unused ones. */
final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> lastNumber = new HashMap<>();

    void take(String name) {
        taken.add(name);
    }

    /** The requested name if it is free, otherwise followed by the first free number; in use from now on. */
    String fresh(String wanted) {
        if (taken.add(wanted)) {
            return wanted;
        }
        int number = lastNumber.getOrDefault(wanted, 1);
        String candidate;
        do {
            number++;
            candidate = wanted + "_" + number;
        } while (!taken.add(candidate));
        lastNumber.put(wanted, number);
        return candidate;
    }
}
