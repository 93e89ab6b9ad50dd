package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * Parameters that are used in several places. Exporters write equal tensors only once, so weights that merely start equal
 * (scales of ones, biases of zeros, copied layers) become one, and training ties them for good.
 */
final class SharedWeights {
    /** The first position of BatchNormalization's statistics. */
    private static final int STATISTICS = 3;

    private SharedWeights() {}

    /** How often each parameter is read, for those that are read more than once. */
    static Map<String, Integer> uses(Graph graph, Set<String> parameters) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        for (String parameter : parameters) {
            int count = (int) graph.nodes().stream()
                    .flatMap(node -> node.inputs().stream())
                    .filter(parameter::equals)
                    .count();
            if (count > 1) {
                uses.put(parameter, count);
            }
        }
        return uses;
    }

    /** A network in which each use of a formerly shared parameter has its own copy. */
    static NetworkGraph untied(NetworkGraph network) {
        Graph graph = network.graph();
        Set<String> shared = uses(graph, network.parameters()).keySet();
        Map<String, Constant> initializers = new LinkedHashMap<>(graph.initializers());
        Set<String> parameters = new LinkedHashSet<>(network.parameters());
        Set<String> seen = new LinkedHashSet<>();
        Set<String> taken = names(graph);
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<String> inputs = new ArrayList<>();
            for (String input : node.inputs()) {
                // The first use keeps the name. Statistics that start at zeros, as a shift does, are not trained.
                boolean statistics = node.operator().equals("BatchNormalization") && inputs.size() >= STATISTICS;
                if (shared.contains(input) && (statistics || !seen.add(input))) {
                    String copy = unused(input, taken);
                    initializers.put(copy, graph.initializers().get(input));
                    if (!statistics) {
                        parameters.add(copy);
                    }
                    inputs.add(copy);
                } else {
                    inputs.add(input);
                }
            }
            nodes.add(new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes()));
        }
        return new NetworkGraph(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, initializers), parameters);
    }

    private static Set<String> names(Graph graph) {
        Set<String> names = new LinkedHashSet<>(graph.initializers().keySet());
        graph.inputs().forEach(input -> names.add(input.name()));
        graph.nodes().forEach(node -> names.addAll(node.outputs()));
        return names;
    }

    private static String unused(String wanted, Set<String> taken) {
        String candidate = wanted + "_2";
        for (int i = 3; !taken.add(candidate); i++) {
            candidate = wanted + "_" + i;
        }
        return candidate;
    }
}
