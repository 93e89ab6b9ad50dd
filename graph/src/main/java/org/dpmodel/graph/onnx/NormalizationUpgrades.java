package org.dpmodel.graph.onnx;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;

/** Normalizations whose attributes or parameters changed. */
final class NormalizationUpgrades {
    private static final int NO_SPATIAL = 9;
    private static final int TRAINING_MODE = 14;
    private static final int PER_CHANNEL = 21;
    private static final int GROUP_INPUTS = 3;
    private static final int TRAINING_OUTPUTS = 3;

    private NormalizationUpgrades() {}

    /** BatchNormalization: since 9, one scale per channel (spatial) is the only kind; several outputs meant training. */
    static List<Node> batch(Node node, int opset, UpgradeScope scope) {
        Node changed = node;
        if (opset < NO_SPATIAL && node.attributes().has("spatial")) {
            if (node.attributes().integer("spatial", 1) != 1) {
                throw UpgradeScope.refused(node, "has a scale for each element of an example (spatial = 0)");
            }
            changed = UpgradeScope.withAttributes(node, node.attributes().without("spatial"));
        }
        if (opset < TRAINING_MODE && changed.outputs().size() > 1) {
            scope.require(TRAINING_MODE);
            changed = new Node(
                    changed.name(),
                    changed.operator(),
                    changed.inputs(),
                    changed.outputs()
                            .subList(
                                    0,
                                    Math.min(TRAINING_OUTPUTS, changed.outputs().size())),
                    changed.attributes().with("training_mode", 1));
        }
        return List.of(changed);
    }

    /**
     * GroupNormalization before 21 has a scale and a bias for each group, later versions for each channel. The groups of
     * a value become the channels of a reshaped one, which InstanceNormalization scales.
     */
    static List<Node> group(Node node, int opset, UpgradeScope scope) {
        if (opset >= PER_CHANNEL) {
            return List.of(node);
        }
        if (node.inputs().size() != GROUP_INPUTS || !node.attributes().has("num_groups")) {
            throw UpgradeScope.refused(node, "needs three inputs and num_groups");
        }
        String input = node.inputs().get(0);
        String shape = scope.value(node, "shape");
        String groups = scope.value(node, "groups");
        String result = scope.value(node, "groups_result");
        String target = scope.ints(node, "groups_shape", 0, node.attributes().integer("num_groups", 1), -1);
        Attributes attributes = Attributes.none();
        if (node.attributes().has("epsilon")) {
            attributes = attributes.with("epsilon", node.attributes().values().get("epsilon"));
        }
        return List.of(
                scope.node(node, "Shape", List.of(input), shape, Attributes.none()),
                scope.node(node, "Reshape", List.of(input, target), groups, Attributes.none()),
                new Node(
                        node.name(),
                        "InstanceNormalization",
                        List.of(groups, node.inputs().get(1), node.inputs().get(2)),
                        List.of(result),
                        attributes),
                scope.node(
                        node, "Reshape", List.of(result, shape), node.outputs().get(0), Attributes.none()));
    }
}
