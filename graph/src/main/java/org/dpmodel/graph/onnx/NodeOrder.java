package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/** The order in which nodes can run. Nodes that are in such an order keep it. */
final class NodeOrder {
    private NodeOrder() {}

    /**
     * Sorts nodes so that each follows those whose outputs it reads.
     *
     * @param nodes in any order
     * @param defined what is known before any node runs
     */
    static List<Node> sort(List<Node> nodes, Set<String> defined) {
        Set<String> ready = new HashSet<>(defined);
        List<Node> sorted = new ArrayList<>();
        List<Node> waiting = nodes;
        while (!waiting.isEmpty()) {
            List<Node> blocked = new ArrayList<>();
            for (Node node : waiting) {
                if (missing(node, ready).isEmpty()) {
                    sorted.add(node);
                    ready.addAll(node.outputs());
                } else {
                    blocked.add(node);
                }
            }
            if (blocked.size() == waiting.size()) {
                throw stuck(blocked, ready);
            }
            waiting = blocked;
        }
        return sorted;
    }

    private static List<String> missing(Node node, Set<String> ready) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && !ready.contains(input))
                .toList();
    }

    private static GraphException stuck(List<Node> blocked, Set<String> ready) {
        Set<String> computed =
                blocked.stream().flatMap(node -> node.outputs().stream()).collect(Collectors.toSet());
        for (Node node : blocked) {
            for (String input : missing(node, ready)) {
                if (!computed.contains(input)) {
                    return new GraphException("node " + node.name() + " (" + node.operator() + ") reads " + input
                            + ", which no node computes and which is neither input nor initializer: export the model"
                            + " again");
                }
            }
        }
        return new GraphException("the nodes "
                + blocked.stream().map(Node::name).toList() + " wait for each other: a graph must have no cycles");
    }
}
