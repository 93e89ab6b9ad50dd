package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;

/** The bytes that a graph's values occupy while it runs, computed from which of them are alive at the same time. */
public final class LiveMemory {
    private LiveMemory() {}

    /**
     * The peak number of bytes if nodes run in order; inputs, outputs and initializers are kept all the time, and every
     * other value from the node that computes it to the last one that reads it. No node writes into its input.
     *
     * @param graph a graph without symbolic dimensions
     * @return bytes
     */
    public static long peakBytes(Graph graph) {
        Map<String, Value> values = TypeInference.values(graph, Operators::find);
        Set<String> held = new HashSet<>(graph.initializers().keySet());
        graph.inputs().stream().map(ValueInfo::name).forEach(held::add);
        graph.outputs().stream().map(ValueInfo::name).forEach(held::add);
        Map<String, Integer> lastRead = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String input : graph.nodes().get(i).inputs()) {
                lastRead.put(input, i);
            }
        }
        long live = held.stream().mapToLong(name -> bytes(values, name)).sum();
        long peak = live;
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            live += computed(node, values, held);
            peak = Math.max(peak, live);
            for (String name : Set.copyOf(node.inputs())) {
                if (!name.isEmpty() && !held.contains(name) && lastRead.get(name) == i) {
                    live -= bytes(values, name);
                }
            }
            for (String name : node.outputs()) {
                if (!held.contains(name) && !lastRead.containsKey(name)) {
                    live -= bytes(values, name);
                }
            }
        }
        return peak;
    }

    private static long computed(Node node, Map<String, Value> values, Set<String> held) {
        return node.outputs().stream()
                .filter(name -> !held.contains(name))
                .mapToLong(name -> bytes(values, name))
                .sum();
    }

    private static long bytes(Map<String, Value> values, String name) {
        return name.isEmpty() ? 0 : values.get(name).type().bytes();
    }
}
