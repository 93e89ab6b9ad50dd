package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * Parameters that are used in several places. Exporters write equal tensors only once, so weights that merely start
 * equal (scales of ones, biases of zeros, copied layers) become one, and training ties them for good. The rounds of an
 * unrolled loop count as one place, since their weights are shared by design.
 */
final class SharedWeights {
    /** The first position of BatchNormalization's statistics. */
    private static final int STATISTICS = 3;

    /** How the nodes of an unrolled loop's rounds are named. */
    private static final Pattern ROUND = Pattern.compile("/unrolled_round_\\d+(?=/|$)");

    private SharedWeights() {}

    /** A place where a parameter is read. */
    private record Place(String parameter, String node, int position) {
        static Place of(Node node, int position) {
            return new Place(
                    node.inputs().get(position), ROUND.matcher(node.name()).replaceAll(""), position);
        }
    }

    /** In how many places each parameter is read, for those that are read in more than one. */
    static Map<String, Integer> uses(Graph graph, Set<String> parameters) {
        Set<Place> places = new LinkedHashSet<>();
        Set<String> read = read(graph);
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.inputs().size() && isRead(node, read); i++) {
                places.add(Place.of(node, i));
            }
        }
        Map<String, Integer> uses = new LinkedHashMap<>();
        for (String parameter : parameters) {
            int count = (int) places.stream()
                    .filter(place -> place.parameter().equals(parameter))
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
        Map<String, Place> first = new LinkedHashMap<>();
        Map<Place, String> copies = new LinkedHashMap<>();
        Set<String> taken = names(graph);
        Set<String> read = read(graph);
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<String> inputs = new ArrayList<>();
            for (int i = 0; i < node.inputs().size(); i++) {
                String input = node.inputs().get(i);
                Place place = Place.of(node, i);
                // The first place keeps the name. Statistics that start at zeros, as a shift does, are not trained.
                boolean statistics = node.operator().equals("BatchNormalization") && i >= STATISTICS;
                boolean keeps = !shared.contains(input)
                        || !isRead(node, read)
                        || !statistics
                                && first.computeIfAbsent(input, any -> place).equals(place);
                if (keeps) {
                    inputs.add(input);
                    continue;
                }
                String copy = copies.computeIfAbsent(place, any -> unused(input, taken));
                initializers.put(copy, graph.initializers().get(input));
                if (!statistics) {
                    parameters.add(copy);
                }
                inputs.add(copy);
            }
            nodes.add(new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes()));
        }
        return new NetworkGraph(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, initializers), parameters);
    }

    /** False for values that a loop only passes on: nothing reads their output. */
    private static boolean isRead(Node node, Set<String> read) {
        return node.outputs().stream().anyMatch(read::contains);
    }

    private static Set<String> read(Graph graph) {
        Set<String> read = new LinkedHashSet<>();
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
        graph.outputs().forEach(output -> read.add(output.name()));
        return read;
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
