package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.OptionalInt;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * Softmax, LogSoftmax and Hardmax before 13 run over all axes from {@code axis} (1 if absent) on, treated as one; later
 * versions run along one axis. Both are the same for the last axis; otherwise the value is flattened first, and reshaped
 * back afterwards.
 */
final class SoftmaxUpgrade {
    private static final int ALONG_ONE_AXIS = 13;

    private SoftmaxUpgrade() {}

    static List<Node> apply(Node node, int opset, UpgradeScope scope) {
        if (opset >= ALONG_ONE_AXIS) {
            return List.of(node);
        }
        if (node.inputs().isEmpty()) {
            throw new GraphException(
                    "node " + node.name() + " (" + node.operator() + ") has no input: export it again");
        }
        long axis = node.attributes().integer("axis", 1);
        String input = node.inputs().get(0);
        OptionalInt rank = scope.rank(input);
        if (axis == -1 || (rank.isPresent() && axis == rank.getAsInt() - 1)) {
            return List.of(UpgradeScope.withAttributes(node, node.attributes().with("axis", -1)));
        }
        String flat = scope.value(node, "flat");
        String result = scope.value(node, "flat_result");
        String shape = scope.value(node, "shape");
        return List.of(
                scope.node(node, "Shape", List.of(input), shape, Attributes.none()),
                scope.node(
                        node, "Flatten", List.of(input), flat, Attributes.none().with("axis", axis)),
                new Node(
                        node.name(),
                        node.operator(),
                        List.of(flat),
                        List.of(result),
                        node.attributes().with("axis", -1)),
                scope.node(
                        node, "Reshape", List.of(result, shape), node.outputs().get(0), Attributes.none()));
    }
}
