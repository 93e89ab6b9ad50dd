package org.dpmodel.graph.step;

import java.util.HashSet;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/** The values of a graph that depend on its initializers alone, and not on examples. */
final class StoredValues {
    private StoredValues() {}

    static Set<String> of(Graph graph) {
        Set<String> stored = new HashSet<>(graph.initializers().keySet());
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().allMatch(input -> input.isEmpty() || stored.contains(input))) {
                stored.addAll(node.outputs());
            }
        }
        return stored;
    }
}
