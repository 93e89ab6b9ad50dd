package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;

/**
 * Statistics of batch normalizations that are not separate tensors.
 *
 * <p>Exporters write equal tensors once, and the running mean and variance of a fresh network are the zeros and ones that
 * its biases and scales are. Training these would move the statistics with them, so they get a copy. If weights are
 * standardized (Qiao et al. 2019, arXiv:1903.10520), the statistics are computed from the weights alone: such a node is
 * written as arithmetic, which gradients can pass through.
 */
final class BatchStatistics {
    private static final List<Integer> STATISTICS = List.of(3, 4);
    private static final int INPUTS = 5;
    private static final String OPERATOR = "BatchNormalization";
    private static final Pattern NAMES_OF_CONSTANTS = Pattern.compile("_?val_\\d+");

    private final Map<String, Constant> initializers;
    private final UpgradeScope scope;
    private final Map<String, String> copies = new HashMap<>();
    private final Set<String> weights = new HashSet<>();
    private final List<String> shared = new ArrayList<>();
    private final Set<String> released = new HashSet<>();

    private BatchStatistics(List<Node> nodes, Map<String, Constant> initializers, UpgradeScope scope) {
        this.initializers = initializers;
        this.scope = scope;
        for (Node node : nodes) {
            if (node.operator().equals("Identity") && node.inputs().size() == 1) {
                copies.put(node.outputs().get(0), origin(node.inputs().get(0)));
            } else {
                for (int i = 0; i < node.inputs().size(); i++) {
                    if (!(node.operator().equals(OPERATOR) && STATISTICS.contains(i))) {
                        weights.add(origin(node.inputs().get(i)));
                    }
                }
            }
        }
    }

    private String origin(String value) {
        return copies.getOrDefault(value, value);
    }

    /**
     * The same graph with separate statistics.
     *
     * @param nodes in an order in which they can run
     * @param initializers stored values, to which copies are added
     */
    static List<Node> separate(List<Node> nodes, Map<String, Constant> initializers, UpgradeScope scope) {
        BatchStatistics statistics = new BatchStatistics(nodes, initializers, scope);
        List<Node> separate = statistics.withoutIdle(
                nodes.stream().flatMap(node -> statistics.apply(node).stream()).toList());
        if (!statistics.shared.isEmpty()) {
            scope.note(statistics.shared.size()
                    + " running statistics are stored in tensors that layers use too, first those of node "
                    + statistics.shared.get(0) + ": they stay as they are, and only the layers' are trained");
        }
        return separate;
    }

    /** Without unused copies, which would count as uses of the weight. */
    private List<Node> withoutIdle(List<Node> nodes) {
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.inputs()));
        return nodes.stream()
                .filter(node -> !released.contains(node.outputs().get(0))
                        || read.contains(node.outputs().get(0)))
                .toList();
    }

    private List<Node> apply(Node node) {
        if (!node.operator().equals(OPERATOR)
                || node.inputs().size() != INPUTS
                || node.outputs().size() != 1
                || node.attributes().integer("training_mode", 0) != 0) {
            return List.of(node);
        }
        boolean stored = STATISTICS.stream()
                .allMatch(i -> initializers.containsKey(origin(node.inputs().get(i))));
        OptionalInt rank = scope.rank(node.inputs().get(0));
        return stored ? List.of(withCopies(node)) : rank.isPresent() ? written(node, rank.getAsInt()) : List.of(node);
    }

    private Node withCopies(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i : STATISTICS) {
            String name = origin(inputs.get(i));
            if (weights.contains(name)) {
                inputs.set(i, scope.add(node, i == 3 ? "mean" : "variance", initializers.get(name)));
                shared.add(node.name() + " (" + name + ")");
                released.add(node.inputs().get(i));
            }
        }
        return new Node(node.name(), OPERATOR, inputs, node.outputs(), node.attributes());
    }

    /** {@code (x − mean) / √(variance + epsilon) · scale + bias}, each along the second axis. */
    private List<Node> written(Node node, int rank) {
        long[] upright = new long[Math.max(1, rank - 1)];
        Arrays.fill(upright, 1);
        upright[0] = -1;
        String shape = scope.ints(node, "upright", upright);
        List<Node> nodes = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (String input : withLiteralBias(node).subList(1, INPUTS)) {
            String part = scope.value(node, "part");
            nodes.add(scope.node(node, "Reshape", List.of(input, shape), part, Attributes.none()));
            parts.add(part);
        }
        String epsilon = scope.real(node, "epsilon", node.attributes().real("epsilon", 1e-5f));
        String centred = step(nodes, node, "Sub", node.inputs().get(0), parts.get(2));
        String variance = step(nodes, node, "Add", parts.get(3), epsilon);
        String deviation = step(nodes, node, "Sqrt", variance);
        String normalized = step(nodes, node, "Div", centred, deviation);
        String scaled = step(nodes, node, "Mul", normalized, parts.get(0));
        nodes.add(new Node(node.name(), "Add", List.of(scaled, parts.get(1)), node.outputs(), Attributes.none()));
        return nodes;
    }

    /**
     * PyTorch standardizes weights without a bias, and its exporter writes zeros for it, under a name of the kind that it
     * gives to constants of a program; they are not parameters.
     */
    private List<String> withLiteralBias(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        Constant bias = initializers.get(inputs.get(2));
        if (bias != null && NAMES_OF_CONSTANTS.matcher(inputs.get(2)).matches() && bias.isFilledWith(0)) {
            inputs.set(2, scope.add(node, "bias", bias));
        }
        return inputs;
    }

    private String step(List<Node> nodes, Node owner, String operator, String... inputs) {
        String value = scope.value(owner, operator.toLowerCase(java.util.Locale.ROOT));
        nodes.add(scope.node(owner, operator, List.of(inputs), value, Attributes.none()));
        return value;
    }
}
