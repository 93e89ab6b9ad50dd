package org.dpmodel.graph.step;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * Finds weights that a network only compares with other stored numbers: scores that decide which weights of a layer
 * count, or weights of which only the sign is used. They are not parameters, since no gradient passes through a
 * comparison, and the user should know about it. Masks and positions, which contain whole numbers or at most two
 * different ones, are left out.
 */
final class ComparedWeights {
    private static final Set<String> COMPARE =
            Set.of("ArgMax", "ArgMin", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");

    private static final int NUMBERS_OF_A_MASK = 2;

    private final Graph graph;
    private final Set<String> stored;

    private ComparedWeights(Graph graph) {
        this.graph = graph;
        this.stored = StoredValues.of(graph);
    }

    static Set<String> of(Graph graph) {
        return new ComparedWeights(graph).find();
    }

    /** Traces all comparisons back at once, since chains of stored values may be long. */
    private Set<String> find() {
        Set<String> compared = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            boolean ends = COMPARE.contains(node.operator()) && stored.containsAll(node.outputs());
            if (ends || node.outputs().stream().anyMatch(compared::contains)) {
                compared.addAll(node.inputs());
            }
        }
        Set<String> found = new LinkedHashSet<>();
        graph.initializers().keySet().stream()
                .filter(compared::contains)
                .filter(this::mayBeWeight)
                .forEach(found::add);
        return found;
    }

    private boolean mayBeWeight(String name) {
        Constant constant = graph.initializers().get(name);
        if (constant.type().dataType() != DataType.FLOAT || constant.isLiteral() || constant.isBuffer()) {
            return false;
        }
        Set<Float> different = new LinkedHashSet<>();
        boolean whole = true;
        for (float number : constant.toFloats()) {
            if (different.size() <= NUMBERS_OF_A_MASK) {
                different.add(number);
            }
            whole &= number == Math.rint(number);
        }
        return different.size() > NUMBERS_OF_A_MASK && !whole;
    }
}
