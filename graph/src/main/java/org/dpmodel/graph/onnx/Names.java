package org.dpmodel.graph.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names that are taken, and new ones beside them. */
final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> lastNumber = new HashMap<>();

    void take(String name) {
        taken.add(name);
    }

    /** The wanted name if it is free, else with the first free number behind it; taken from now on. */
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
