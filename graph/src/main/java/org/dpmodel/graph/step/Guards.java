package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * Small numbers that are added to a value, or bound it from below, so that its root, logarithm or reciprocal exists,
 * such as the epsilon of a written-out normalization. If they were trained, noise could move them below zero.
 */
final class Guards {
    /** Keras uses up to 1e-3. */
    private static final float LARGEST = 0.01f;

    private static final Set<String> SETS_BOUND = Set.of("Add", "Max");
    private static final Set<String> NEEDS_BOUND = Set.of("Log", "Reciprocal", "Sqrt");

    private final Map<String, Map<Node, Integer>> readers = new HashMap<>();

    Guards(Graph graph) {
        for (Node node : graph.nodes()) {
            for (int position = 0; position < node.inputs().size(); position++) {
                readers.computeIfAbsent(node.inputs().get(position), name -> new HashMap<>())
                        .put(node, position);
            }
        }
    }

    /**
     * Whether the only purpose of a number that a node adds is to keep the result away from zero for the nodes that
     * read it.
     */
    boolean isGuard(Node node, Constant number) {
        return SETS_BOUND.contains(node.operator()) && isSmall(number) && isBoundNeeded(node);
    }

    private static boolean isSmall(Constant number) {
        if (number.type().dataType() != DataType.FLOAT || number.type().shape().size() != 1) {
            return false;
        }
        float value = number.toFloats()[0];
        return value > 0 && value <= LARGEST;
    }

    private boolean isBoundNeeded(Node node) {
        Map<Node, Integer> all = readers.getOrDefault(node.outputs().get(0), Map.of());
        return !all.isEmpty()
                && all.entrySet().stream().allMatch(reader -> needsBound(reader.getKey(), reader.getValue()));
    }

    private boolean needsBound(Node reader, int position) {
        String operator = reader.operator();
        return NEEDS_BOUND.contains(operator)
                || List.of("Div", "Pow").contains(operator) && position == (operator.equals("Div") ? 1 : 0)
                || Buffers.passesOn(reader) && position == 0 && isBoundNeeded(reader);
    }
}
