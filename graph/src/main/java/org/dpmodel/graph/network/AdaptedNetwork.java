package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * A network with low-rank matrices added to some of its weights: {@code y = x W} becomes {@code y = x W + scale · (x A)
 * B}, which equals {@code x (W + scale · A B)} and needs no gradient of the size of W.
 *
 * @param network the network: A and B are trained, their weights are not, and everything else is unchanged
 * @param adapters what was added, in the order of the weights
 */
public record AdaptedNetwork(NetworkGraph network, List<LowRankAdapter> adapters) {
    /** Copies the list. */
    public AdaptedNetwork {
        adapters = List.copyOf(adapters);
    }

    /**
     * Adds matrices of zeros, so that the network computes the same as before. One of the two must then be initialized
     * with other values, or both gradients stay zero forever.
     *
     * @param network a network
     * @param patterns names of weights; {@code *} stands for any text, and such a pattern matches only weights that can
     *     have matrices
     * @param taken names that patterns do not match: the matrices that already exist
     * @param rank columns of A, at least 1
     * @param scale the factor of their product
     * @return the network with the matrices
     * @throws GraphException if a name is unknown, if no weight that matches a pattern, or a weight given by name, cannot
     *     have matrices, or if the rank is larger than that of the weight itself
     */
    public static AdaptedNetwork of(
            NetworkGraph network, Set<String> patterns, Set<String> taken, int rank, double scale) {
        Map<String, List<LayerUse>> chosen = chosen(network.graph(), patterns, taken);
        Graph graph = network.graph();
        Set<String> parameters = new LinkedHashSet<>(network.parameters());
        List<LowRankAdapter> adapters = new ArrayList<>();
        for (Map.Entry<String, List<LayerUse>> entry : chosen.entrySet()) {
            AdapterInsertion insertion = new AdapterInsertion(graph, entry.getKey(), entry.getValue(), rank, scale);
            graph = insertion.graph();
            adapters.add(insertion.adapter());
            parameters.remove(entry.getKey());
            parameters.add(insertion.adapter().a());
            parameters.add(insertion.adapter().b());
        }
        return new AdaptedNetwork(new NetworkGraph(graph, parameters), adapters);
    }

    private static Map<String, List<LayerUse>> chosen(Graph graph, Set<String> patterns, Set<String> taken) {
        Set<String> names = new LinkedHashSet<>();
        graph.initializers().forEach((name, constant) -> {
            if (constant.type().dataType() == DataType.FLOAT && !taken.contains(name)) {
                names.add(name);
            }
        });
        Map<String, List<LayerUse>> chosen = new LinkedHashMap<>();
        for (String pattern : patterns) {
            Map<String, String> obstacles = new LinkedHashMap<>();
            Set<String> selected = NamePattern.select(pattern, names, "add low-rank matrices to");
            for (String name : selected) {
                try {
                    chosen.put(name, LayerUse.of(graph, name));
                } catch (GraphException e) {
                    obstacles.put(name, e.getMessage());
                }
            }
            if (obstacles.size() == selected.size()) {
                throw new GraphException(
                        "low-rank matrices can be added only to weights of MatMul, Gemm and Conv, found "
                                + pattern + ": " + obstacles + "; choose another weight"
                                + ", or call untie() first if one weight has uses of several kinds");
            }
        }
        return chosen;
    }

    /**
     * The network as it was before, with the product of the matrices added to the weights: it computes the same, up to
     * rounding, and has the nodes and names of the original.
     *
     * @param adapted a network with the matrices, whose values and output may have changed since they were added
     * @param adapters what was added
     * @return the network, in which the weights are trained as the matrices were
     */
    public static NetworkGraph merged(NetworkGraph adapted, List<LowRankAdapter> adapters) {
        Graph graph = adapted.graph();
        Map<String, Constant> initializers = new LinkedHashMap<>(graph.initializers());
        Set<String> parameters = new LinkedHashSet<>(adapted.parameters());
        Map<String, Node> originals = new HashMap<>();
        Set<String> added = new HashSet<>();
        for (LowRankAdapter adapter : adapters) {
            Constant a = initializers.remove(adapter.a());
            Constant b = initializers.remove(adapter.b());
            initializers.compute(adapter.weight(), (name, weight) -> adapter.merged(weight, a, b));
            adapter.constants().forEach(initializers::remove);
            if (parameters.removeAll(Set.of(adapter.a(), adapter.b()))) {
                parameters.add(adapter.weight());
            }
            originals.putAll(adapter.layers());
            added.addAll(adapter.added());
        }
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> !added.contains(node.name()))
                .map(node -> originals.getOrDefault(node.name(), node))
                .toList();
        return new NetworkGraph(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, initializers), parameters);
    }
}
