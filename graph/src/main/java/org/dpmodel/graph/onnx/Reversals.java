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
 *
 * or of the shape before a Transpose that gives x.
 */
final class Reversals {
    private static final String OPERATOR = "ReverseSequence";
    private static final long NOWHERE = Long.MIN_VALUE;

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
        Optional<Node> gather = producer(node.inputs().get(1), "Expand")
                .flatMap(expand -> producer(expand.inputs().get(0), "Gather"));
        return gather.flatMap(length -> producer(length.inputs().get(0), "Shape"))
                .filter(shape -> shape.attributes().values().isEmpty())
                .filter(shape -> isNumber(
                        gather.get().inputs().get(1), place(node.inputs().get(0), axis, shape)))
                .isPresent();
    }

    /** The place of an axis' size in a shape: the same if it is the value's, another if it is the shape before a Transpose. */
    private long place(String value, long axis, Node shape) {
        String measured = shape.inputs().get(0);
        if (measured.equals(value)) {
            return axis;
        }
        return producer(value, "Transpose")
                .filter(turned -> turned.inputs().get(0).equals(measured))
                .map(turned -> turned.attributes().integers("perm", new long[0]))
                .filter(perm -> axis < perm.length)
                .map(perm -> perm[Math.toIntExact(axis)])
                .orElse(NOWHERE);
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
