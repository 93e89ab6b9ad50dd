package org.dpmodel.graph.onnx;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;

/** Arguments that were attributes and are inputs in later versions. */
final class ArgumentUpgrades {
    private static final int CLIP_INPUTS = 11;
    private static final int PAD_INPUTS = 11;
    private static final int SLICE_INPUTS = 10;
    private static final int TOP_K_INPUTS = 10;
    private static final int DROPOUT_INPUTS = 12;
    private static final int AXES_INPUTS = 13;
    private static final int REDUCTION_AXES_INPUTS = 18;
    private static final int TRANSFORM_INPUTS = 20;

    private ArgumentUpgrades() {}

    /** Clip before 11: {@code min} and {@code max}. */
    static List<Node> clip(Node node, int opset, UpgradeScope scope) {
        if (opset >= CLIP_INPUTS) {
            return List.of(node);
        }
        Node changed = realInput(node, "min", 1, scope);
        return List.of(realInput(changed, "max", 2, scope));
    }

    /** Pad before 11: {@code pads} and {@code value}. */
    static List<Node> pad(Node node, int opset, UpgradeScope scope) {
        if (opset >= PAD_INPUTS) {
            return List.of(node);
        }
        if (!node.attributes().has("pads")) {
            throw UpgradeScope.refused(node, "has no pads");
        }
        return List.of(realInput(intsInput(node, "pads", 1, scope), "value", 2, scope));
    }

    /** Slice before 10: {@code starts}, {@code ends} and {@code axes}. */
    static List<Node> slice(Node node, int opset, UpgradeScope scope) {
        if (opset >= SLICE_INPUTS) {
            return List.of(node);
        }
        if (!node.attributes().has("starts") || !node.attributes().has("ends")) {
            throw UpgradeScope.refused(node, "has no starts or no ends");
        }
        Node changed = intsInput(intsInput(node, "starts", 1, scope), "ends", 2, scope);
        return List.of(intsInput(changed, "axes", 3, scope));
    }

    /** TopK before 10: {@code k}. */
    static List<Node> topK(Node node, int opset, UpgradeScope scope) {
        if (opset >= TOP_K_INPUTS || !node.attributes().has("k")) {
            return List.of(node);
        }
        String k = scope.ints(node, "k", node.attributes().integer("k", 1));
        return List.of(UpgradeScope.withInput(node, "k", 1, k));
    }

    /** DFT before 20: {@code axis}, which is 1 if it is absent, and the last but one since. */
    static List<Node> transform(Node node, int opset, UpgradeScope scope) {
        if (opset >= TRANSFORM_INPUTS) {
            return List.of(node);
        }
        scope.require(TRANSFORM_INPUTS);
        String axis = scope.count(node, "axis", node.attributes().integer("axis", 1));
        return List.of(UpgradeScope.withInput(node, "axis", 2, axis));
    }

    /** Dropout before 12: {@code ratio}. */
    static List<Node> dropout(Node node, int opset, UpgradeScope scope) {
        return List.of(opset >= DROPOUT_INPUTS ? node : realInput(node, "ratio", 1, scope));
    }

    /** Squeeze, Unsqueeze and ReduceSum before 13: {@code axes}. */
    static List<Node> axes(Node node, int opset, UpgradeScope scope) {
        return List.of(opset >= AXES_INPUTS ? node : axesInput(node, scope));
    }

    /** Split before 13: {@code split}. */
    static List<Node> split(Node node, int opset, UpgradeScope scope) {
        return List.of(opset >= AXES_INPUTS ? node : intsInput(node, "split", 1, scope));
    }

    /** All other reductions before 18: {@code axes}. Without axes both forms are the same. */
    static List<Node> reductionAxes(Node node, int opset, UpgradeScope scope) {
        Node changed = opset >= REDUCTION_AXES_INPUTS ? node : axesInput(node, scope);
        if (changed.inputs().size() > 1 && opset < REDUCTION_AXES_INPUTS) {
            scope.require(REDUCTION_AXES_INPUTS);
        }
        return List.of(changed);
    }

    /** Without axes, all axes, or those of size 1, are meant; omitting the input has the same meaning. */
    private static Node axesInput(Node node, UpgradeScope scope) {
        Attributes attributes = node.attributes();
        return attributes.has("axes") && attributes.integers("axes").length == 0
                ? UpgradeScope.withAttributes(node, attributes.without("axes"))
                : intsInput(node, "axes", 1, scope);
    }

    private static Node intsInput(Node node, String attribute, int position, UpgradeScope scope) {
        if (!node.attributes().has(attribute)) {
            return node;
        }
        String input = scope.ints(node, attribute, node.attributes().integers(attribute));
        return UpgradeScope.withInput(node, attribute, position, input);
    }

    private static Node realInput(Node node, String attribute, int position, UpgradeScope scope) {
        if (!node.attributes().has(attribute)) {
            return node;
        }
        String input = scope.real(node, attribute, node.attributes().real(attribute, 0));
        return UpgradeScope.withInput(node, attribute, position, input);
    }
}
