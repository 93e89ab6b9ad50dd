package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/**
 * Attention whose queries may have no keys at all, as PyTorch's exporter writes it: the softmax of a row of minus
 * infinities, which is NaN, is replaced afterwards, usually by zeros. Its derivative would be 0 times NaN, so such rows
 * are replaced before the softmax as well:
 *
 * <pre>
 * where(isNaN(softmax(x)), c, softmax(x))  =  where(empty, c, softmax(where(empty, 0, x)))
 * </pre>
 *
 * where a row is empty if no element is above minus infinity, and c is what the network has there, perhaps a parameter.
 * A row that is NaN for other reasons stays so.
 */
final class EmptyRows {
    private static final float NONE_SEEN = 0.5f;

    /**
     * What a choice reads.
     *
     * @param softmax the node whose result is NaN for empty rows
     * @param test the node that finds them
     */
    private record Guarded(Node softmax, Node test) {}

    private final Map<String, Guarded> choices = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final BoundValues values;
    private final Consumer<Node> place;

    /**
     * For one graph.
     *
     * @param graph the graph
     * @param values its values, filled as they are bound
     * @param place adds a node
     */
    EmptyRows(Graph graph, BoundValues values, Consumer<Node> place) {
        this.values = values;
        this.place = place;
        Map<String, Node> producers = new HashMap<>();
        Map<String, Integer> readers = new HashMap<>();
        graph.outputs().forEach(output -> readers.merge(output.name(), 1, Integer::sum));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        for (Node node : graph.nodes()) {
            guarded(node, producers).ifPresent(found -> {
                choices.put(node.outputs().get(0), found);
                if (readers.get(node.inputs().get(2)) == 2
                        && readers.get(node.inputs().get(0)) == 1) {
                    leftOut.add(found.softmax().outputs().get(0));
                    leftOut.add(found.test().outputs().get(0));
                }
            });
        }
    }

    private static Optional<Guarded> guarded(Node node, Map<String, Node> producers) {
        if (!node.operator().equals("Where")) {
            return Optional.empty();
        }
        Node test = producers.get(node.inputs().get(0));
        Node softmax = producers.get(node.inputs().get(2));
        boolean fits = test != null
                && softmax != null
                && test.operator().equals("IsNaN")
                && softmax.operator().equals("Softmax")
                && test.inputs().equals(softmax.outputs());
        return fits ? Optional.of(new Guarded(softmax, test)) : Optional.empty();
    }

    /** Whether a node is read only by choices that are rewritten without it. */
    boolean leavesOut(Node node) {
        return leftOut.contains(node.outputs().get(0));
    }

    /**
     * Rewrites a node, if it is such a choice.
     *
     * @param node the node
     * @return whether it is
     */
    boolean writes(Node node) {
        Guarded guarded = choices.get(node.outputs().get(0));
        if (guarded == null) {
            return false;
        }
        Node softmax = guarded.softmax();
        String x = softmax.inputs().get(0);
        long axis = softmax.attributes().integer("axis", -1);
        String lowest = values.constant(node, "lowest", Constant.floats(Shape.of(), -Float.MAX_VALUE));
        String half = values.constant(node, "half", Constant.floats(Shape.of(), NONE_SEEN));
        String zero = values.constant(node, "zero", Constant.floats(Shape.of(), 0));
        String along = values.constant(node, "axis", Constant.ints(axis));
        Attributes none = Attributes.none();
        String seen = added(node, "seen", "GreaterOrEqual", none, x, lowest);
        String ones = added(node, "ones", "Cast", none.with("to", 1), seen);
        String count = added(node, "count", "ReduceSum", none.with("keepdims", 1), ones, along);
        String empty = added(node, "empty", "Less", none, count, half);
        String filled = added(node, "filled", "Where", none, empty, zero, x);
        String weights = added(node, "weights", "Softmax", none.with("axis", axis), filled);
        place.accept(
                new Node(node.name(), "Where", List.of(empty, node.inputs().get(1), weights), node.outputs(), none));
        return true;
    }

    private String added(Node node, String part, String operator, Attributes attributes, String... inputs) {
        String name = values.free(node, part);
        place.accept(new Node(name, operator, List.of(inputs), List.of(name), attributes));
        return name;
    }
}
