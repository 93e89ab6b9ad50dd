package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;

/**
 * Tuples of indices that begin with the number of their own row, as exporters write {@code x[arange(batch), place]}: row i is
 * picked from example i, and how many there are does not matter. By the numbers alone, GatherND is refused, since a range over
 * the examples tells each where it stands; without them, and with the batch as an axis of both inputs, it is the same.
 *
 * <p>Nothing is taken on trust: at each size of the batch the numbers are compared with those of the rows, and the node that takes
 * the place is proven like any other.
 */
final class RowNumbers {
    /** What leaves the elements of its first input as they are. */
    private static final Set<String> HANDS_ON = Set.of("Cast", "Identity", "Reshape", "Unsqueeze");

    private final Set<String> tuples = new HashSet<>();
    private final Set<String> ranges = new HashSet<>();
    private final Map<String, Node> waiting = new HashMap<>();

    /** Finds the Concat nodes that make nothing but tuples for GatherND. */
    RowNumbers(Graph graph) {
        Set<String> others = new HashSet<>();
        graph.outputs().forEach(output -> others.add(output.name()));
        for (Node node : graph.nodes()) {
            boolean picks = node.operator().equals("GatherND")
                    && node.inputs().size() == 2
                    && node.attributes().integer("batch_dims", 0) == 0;
            for (int i = 0; i < node.inputs().size(); i++) {
                (picks && i == 1 ? tuples : others).add(node.inputs().get(i));
            }
        }
        tuples.removeAll(others);
        Map<String, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        for (String name : tuples) {
            Node source = producers.get(name);
            while (source != null && (source.outputs().get(0).equals(name) || HANDS_ON.contains(source.operator()))) {
                source = producers.get(source.inputs().get(0));
            }
            if (source != null && source.operator().equals("Range")) {
                ranges.add(source.name());
            }
        }
    }

    /** Whether a node is a range that tuples begin with. Wherever else it leads, its elements follow from the number of examples. */
    boolean counts(Node node) {
        return ranges.contains(node.name());
    }

    /** Whether a node joins row numbers with other indices; it is then kept until the tuples are used. */
    boolean keeps(Node node, Map<String, Value> values) {
        boolean joins = node.operator().equals("Concat")
                && node.inputs().size() > 1
                && tuples.contains(node.outputs().get(0))
                && isRowNumbers(values.get(node.inputs().get(0)))
                && values.get(node.inputs().get(0)).shape().axis(node.attributes().integer("axis", 0))
                        == values.get(node.inputs().get(0)).shape().rank() - 1;
        if (joins) {
            waiting.put(node.outputs().get(0), node);
        }
        return joins;
    }

    /** The joining node of a GatherND's tuples, if it was kept. */
    Optional<Node> kept(Node node) {
        return node.inputs().size() == 2 ? Optional.ofNullable(waiting.remove(node.inputs().get(1))) : Optional.empty();
    }

    /**
     * The nodes in place of both, which pick within each example.
     *
     * @param join the Concat
     * @param pick the GatherND
     * @return a Concat of the other indices and a GatherND within the batch
     */
    static List<Node> within(Node join, Node pick) {
        List<String> others = join.inputs().subList(1, join.inputs().size());
        Node rest = new Node(join.name(), join.operator(), others, join.outputs(), join.attributes());
        Attributes within = pick.attributes().without("batch_dims").with("batch_dims", 1);
        return List.of(rest, new Node(pick.name(), pick.operator(), pick.inputs(), pick.outputs(), within));
    }

    /** Whether all elements of row i are i. */
    private static boolean isRowNumbers(Value value) {
        Optional<Constant> constant = value.constant();
        if (constant.isEmpty()
                || constant.get().type().dataType() != DataType.INT64
                || value.shape().rank() < 2
                || value.dim(value.shape().rank() - 1) != 1) {
            return false;
        }
        long[] elements = constant.get().toLongs();
        long each = elements.length / Math.max(1, value.dim(0));
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != i / each) {
                return false;
            }
        }
        return elements.length > 0;
    }
}
