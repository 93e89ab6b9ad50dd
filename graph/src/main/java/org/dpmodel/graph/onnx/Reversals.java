package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;

/**
 * Writes reversals of whole axes as a Slice with step -1. TensorFlow's converter writes them as a ReverseSequence whose
 * lengths are the size of the axis, once for each example:
 *
 * <pre>
 * ReverseSequence(x, Expand(Gather(Shape(x), axis), count))
 * </pre>
 */
final class Reversals {
    private static final String OPERATOR = "ReverseSequence";

    private final Map<String, Node> producers = new HashMap<>();
    private final UpgradeScope scope;

    private Reversals(List<Node> nodes, UpgradeScope scope) {
        this.scope = scope;
        nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    /**
     * The same graph without such nodes.
     *
     * @param nodes in an order in which they can run
     */
    static List<Node> write(List<Node> nodes, UpgradeScope scope) {
        if (nodes.stream().noneMatch(node -> node.operator().equals(OPERATOR))) {
            return nodes;
        }
        Reversals reversals = new Reversals(nodes, scope);
        List<Node> written = new ArrayList<>();
        nodes.forEach(node -> written.add(reversals.isWhole(node) ? reversals.slice(node) : node));
        return written;
    }

    private boolean isWhole(Node node) {
        if (!node.operator().equals(OPERATOR) || node.inputs().size() != 2) {
            return false;
        }
        long axis = node.attributes().integer("time_axis", 0);
        return producer(node.inputs().get(1), "Expand")
                .flatMap(expand -> producer(expand.inputs().get(0), "Gather"))
                .filter(gather -> isNumber(gather.inputs().get(1), axis))
                .flatMap(gather -> producer(gather.inputs().get(0), "Shape"))
                .filter(shape -> shape.attributes().values().isEmpty())
                .filter(shape -> shape.inputs().get(0).equals(node.inputs().get(0)))
                .isPresent();
    }

    private Optional<Node> producer(String value, String operator) {
        return Optional.ofNullable(producers.get(value))
                .filter(node -> node.operator().equals(operator));
    }

    private boolean isNumber(String value, long number) {
        return scope.constant(value)
                .filter(constant -> constant.type().shape().size() == 1)
                .map(Constant::toLongs)
                .filter(numbers -> numbers[0] == number)
                .isPresent();
    }

    private Node slice(Node node) {
        long axis = node.attributes().integer("time_axis", 0);
        List<String> inputs = List.of(
                node.inputs().get(0),
                scope.ints(node, "last", -1),
                scope.ints(node, "end", Integer.MIN_VALUE),
                scope.ints(node, "axis", axis),
                scope.ints(node, "step", -1));
        return new Node(node.name(), "Slice", inputs, node.outputs(), Attributes.none());
    }
}
