package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;

/**
 * Converts operators of all supported versions to one form: arguments that became inputs in any version up to 18 are
 * inputs. So an operator's class has to support only one form.
 */
final class OpsetUpgrades {
    private static final int SPLIT_COUNT = 18;
    private static final Map<String, OpsetUpgrade> UPGRADES = upgrades();

    private OpsetUpgrades() {}

    private static Map<String, OpsetUpgrade> upgrades() {
        Map<String, OpsetUpgrade> upgrades = new HashMap<>();
        upgrades.put("BatchNormalization", NormalizationUpgrades::batch);
        upgrades.put("Cast", (node, opset, scope) -> RealTypes.held(node, "to", scope));
        upgrades.put("Clip", ArgumentUpgrades::clip);
        upgrades.put("DFT", ArgumentUpgrades::transform);
        upgrades.put("Dropout", ArgumentUpgrades::dropout);
        upgrades.put("Erfc", OpsetUpgrades::complement);
        upgrades.put("Expm1", OpsetUpgrades::expMinusOne);
        upgrades.put("EyeLike", (node, opset, scope) -> RealTypes.held(node, "dtype", scope));
        upgrades.put("Gemm", OpsetUpgrades::weightFirst);
        upgrades.put("GroupNormalization", NormalizationUpgrades::group);
        upgrades.put("MatMul", VectorProducts::ofMatrices);
        upgrades.put("Pad", ArgumentUpgrades::pad);
        upgrades.put("Resize", ResizeUpgrades::resize);
        upgrades.put("Scatter", OpsetUpgrades::scatter);
        upgrades.put("Slice", ArgumentUpgrades::slice);
        upgrades.put("Split", ArgumentUpgrades::split);
        upgrades.put("TopK", ArgumentUpgrades::topK);
        upgrades.put("Transpose", OpsetUpgrades::unmoved);
        upgrades.put("Upsample", ResizeUpgrades::upsample);
        for (String operator : List.of("Squeeze", "Unsqueeze", "ReduceSum")) {
            upgrades.put(operator, ArgumentUpgrades::axes);
        }
        for (String operator : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            upgrades.put(operator, SoftmaxUpgrade::apply);
        }
        for (String kind : List.of("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare")) {
            upgrades.put("Reduce" + kind, ArgumentUpgrades::reductionAxes);
        }
        return Map.copyOf(upgrades);
    }

    /**
     * A Transpose that moves nothing, as jax2onnx writes it: ONNX Runtime 1.29 fuses it into a Gemm as if it transposed
     * the matrix, which results in an error or in wrong numbers that mix all examples.
     */
    private static List<Node> unmoved(Node node, int opset, UpgradeScope scope) {
        long[] perm = node.attributes().integers("perm", new long[0]);
        boolean moves = perm.length == 0 || IntStream.range(0, perm.length).anyMatch(axis -> perm[axis] != axis);
        return List.of(
                moves ? node : new Node(node.name(), "Identity", node.inputs(), node.outputs(), Attributes.none()));
    }

    /**
     * A weight times examples that lie side by side, {@code W Xᵀ}, as JAX writes a product of a weight and a vector for all examples:
     * the transposed product of examples and weight.
     */
    private static List<Node> weightFirst(Node node, int opset, UpgradeScope scope) {
        List<String> inputs = node.inputs();
        boolean noBias = inputs.size() < 3
                || inputs.get(2).isEmpty()
                || node.attributes().real("beta", 1) == 0
                || scope.constant(inputs.get(2))
                        .filter(bias -> bias.type().shape().size() == 1)
                        .isPresent();
        if (inputs.size() < 2
                || scope.constant(inputs.get(0)).isEmpty()
                || scope.constant(inputs.get(1)).isPresent()
                || !noBias) {
            return List.of(node);
        }
        Attributes attributes = node.attributes()
                .with("transA", 1 - node.attributes().integer("transB", 0))
                .with("transB", 1 - node.attributes().integer("transA", 0));
        List<String> exchanged = new ArrayList<>(inputs);
        exchanged.set(0, inputs.get(1));
        exchanged.set(1, inputs.get(0));
        String rows = scope.value(node, "rows");
        Attributes turned = Attributes.none().with("perm", new long[] {1, 0});
        return List.of(
                new Node(node.name(), "Gemm", exchanged, List.of(rows), attributes),
                scope.node(node, "Transpose", List.of(rows), node.outputs().get(0), turned));
    }

    /** tf2onnx writes 1 − erf x as an operator that does not exist in ONNX, so no runtime accepts the file. */
    private static List<Node> complement(Node node, int opset, UpgradeScope scope) {
        String erf = scope.value(node, "erf");
        Node inner = scope.node(node, "Erf", node.inputs(), erf, node.attributes());
        List<String> rest = List.of(scope.real(node, "one", 1), erf);
        return List.of(inner, new Node(node.name(), "Sub", rest, node.outputs(), Attributes.none()));
    }

    /** The same for exp x − 1. */
    private static List<Node> expMinusOne(Node node, int opset, UpgradeScope scope) {
        String exp = scope.value(node, "exp");
        Node inner = scope.node(node, "Exp", node.inputs(), exp, node.attributes());
        List<String> rest = List.of(exp, scope.real(node, "one", 1));
        return List.of(inner, new Node(node.name(), "Sub", rest, node.outputs(), Attributes.none()));
    }

    private static List<Node> scatter(Node node, int opset, UpgradeScope scope) {
        return List.of(new Node(node.name(), "ScatterElements", node.inputs(), node.outputs(), node.attributes()));
    }

    /**
     * The same graph in one form.
     *
     * @param nodes in an order in which they can run
     * @param opsets version of each node, by name
     * @param scope receives the versions that the forms need
     */
    static List<Node> apply(List<Node> nodes, Map<String, Integer> opsets, UpgradeScope scope) {
        List<Node> upgraded = new ArrayList<>();
        for (Node node : nodes) {
            int opset = opsets.get(node.name());
            scope.require(opset);
            OpsetUpgrade upgrade = UPGRADES.get(node.operator());
            List<Node> same = upgrade == null ? List.of(node) : upgrade.apply(node, opset, scope);
            same.forEach(scope::ranksAfter);
            upgraded.addAll(same);
        }
        return upgraded.stream().map(node -> counted(node, scope.lowest())).toList();
    }

    /** From 18 on, a Split without sizes has the number of parts as an attribute. */
    private static Node counted(Node node, int opset) {
        boolean sizes = node.inputs().size() > 1 || node.attributes().has("num_outputs");
        return node.operator().equals("Split") && opset >= SPLIT_COUNT && !sizes
                ? UpgradeScope.withAttributes(
                        node,
                        node.attributes()
                                .with(
                                        "num_outputs",
                                        new Attribute.Int(node.outputs().size())))
                : node;
    }
}
