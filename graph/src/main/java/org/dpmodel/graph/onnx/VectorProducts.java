package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;

/**
 * Turns a product of a matrix and a vector, such as attention scores, into one of matrices, from which an axis of size 1
 * is removed.
 */
final class VectorProducts {
    private VectorProducts() {}

    static List<Node> ofMatrices(Node node, int opset, UpgradeScope scope) {
        if (node.inputs().size() != 2) {
            return List.of(node);
        }
        boolean row = isVector(node, 0, scope);
        boolean column = isVector(node, 1, scope);
        if (!row && !column) {
            return List.of(node);
        }
        List<Node> nodes = new ArrayList<>();
        List<String> inputs = new ArrayList<>(node.inputs());
        if (row) {
            inputs.set(0, unsqueezed(node, 0, 0, scope, nodes));
        }
        if (column) {
            inputs.set(1, unsqueezed(node, 1, 1, scope, nodes));
        }
        String product = scope.value(node, "product");
        nodes.add(new Node(node.name(), "MatMul", inputs, List.of(product), Attributes.none()));
        long[] axes = row && column ? new long[] {0, 1} : new long[] {row ? -2 : -1};
        List<String> squeezed = List.of(product, scope.ints(node, "added", axes));
        nodes.add(scope.node(node, "Squeeze", squeezed, node.outputs().get(0), Attributes.none()));
        return nodes;
    }

    private static boolean isVector(Node node, int input, UpgradeScope scope) {
        String value = node.inputs().get(input);
        return scope.constant(value)
                .map(constant -> constant.type().shape().rank() == 1)
                .orElseGet(() -> scope.rank(value).orElse(2) == 1);
    }

    private static String unsqueezed(Node node, int input, int axis, UpgradeScope scope, List<Node> nodes) {
        String matrix = scope.value(node, "matrix");
        List<String> inputs = List.of(node.inputs().get(input), scope.ints(node, "axis", axis));
        nodes.add(scope.node(node, "Unsqueeze", inputs, matrix, Attributes.none()));
        return matrix;
    }
}
