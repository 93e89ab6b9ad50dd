package org.dpmodel.engine.pytorch.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * The statements for a graph: for each node the PyTorch operator that covers the most nodes, and only nodes that outputs
 * depend on.
 *
 * @param statements in the order of the graph
 * @param read names of the values that statements and outputs read
 */
record Selection(List<Statement> statements, Set<String> read) {
    private static final List<Pattern> PATTERNS = List.of(new MaxPoolGradientPattern(), new MaskedGradientPattern());

    /** Copies list and set. */
    Selection {
        statements = List.copyOf(statements);
        read = Set.copyOf(read);
    }

    /**
     * Selects from the last node to the first.
     *
     * @throws org.dpmodel.engine.EngineException if an operator cannot be written, needed or not
     */
    static Selection of(Graph graph, GraphView nodes) {
        graph.nodes().forEach(node -> NodeWriters.find(node, graph.name()));
        Set<String> read = new HashSet<>();
        graph.outputs().forEach(output -> read.add(output.name()));
        Deque<Statement> statements = new ArrayDeque<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(read::contains)) {
                Statement statement = select(node, graph, nodes);
                statements.addFirst(statement);
                read.addAll(statement.reads());
            }
        }
        return new Selection(List.copyOf(statements), read);
    }

    private static Statement select(Node node, Graph graph, GraphView nodes) {
        return PATTERNS.stream()
                .map(pattern -> pattern.match(node, nodes))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> new Statement(node, node.inputs(), NodeWriters.find(node, graph.name())));
    }
}
