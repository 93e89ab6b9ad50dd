package org.dpmodel.graph.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * An order in which nodes can run: repeated passes over the list, each of which takes all nodes that can run. Nodes that
 * are already in such an order keep it.
 */
final class NodeOrder {
    private final List<Node> nodes;
    private final Set<String> defined;
    private final Map<String, Integer> producers = new HashMap<>();
    private final List<List<Integer>> readers = new ArrayList<>();
    private final int[] missing;
    private final int[] rounds;

    private NodeOrder(List<Node> nodes, Set<String> defined) {
        this.nodes = nodes;
        this.defined = defined;
        this.missing = new int[nodes.size()];
        this.rounds = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            readers.add(new ArrayList<>());
            for (String output : nodes.get(i).outputs()) {
                producers.putIfAbsent(output, i);
            }
        }
    }

    /**
     * Sorts nodes so that each follows those whose outputs it reads.
     *
     * @param nodes in any order
     * @param defined values that are known before any node runs
     */
    static List<Node> sort(List<Node> nodes, Set<String> defined) {
        return new NodeOrder(nodes, defined).sorted();
    }

    private List<Node> sorted() {
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : Set.copyOf(nodes.get(i).inputs())) {
                if (!input.isEmpty() && !defined.contains(input)) {
                    missing[i]++;
                    if (producers.containsKey(input)) {
                        readers.get(producers.get(input)).add(i);
                    }
                }
            }
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        int count = 0;
        while (!ready.isEmpty()) {
            int node = ready.poll();
            count++;
            for (int reader : readers.get(node)) {
                rounds[reader] = Math.max(rounds[reader], rounds[node] + (node < reader ? 0 : 1));
                missing[reader]--;
                if (missing[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        if (count < nodes.size()) {
            throw stuck();
        }
        return IntStream.range(0, nodes.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rounds[i]))
                .map(nodes::get)
                .toList();
    }

    private GraphException stuck() {
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).inputs()) {
                boolean known = input.isEmpty() || defined.contains(input) || producers.containsKey(input);
                if (missing[i] > 0 && !known) {
                    Node node = nodes.get(i);
                    return new GraphException("node " + node.name() + " (" + node.operator() + ") reads " + input
                            + ", which no node computes and which is neither input nor initializer: export the model"
                            + " again");
                }
            }
        }
        String waiting = IntStream.range(0, nodes.size())
                .filter(i -> missing[i] > 0)
                .mapToObj(i -> nodes.get(i).name())
                .collect(Collectors.joining(", ", "[", "]"));
        return new GraphException("the nodes " + waiting + " wait for each other: a graph must have no cycles");
    }
}
