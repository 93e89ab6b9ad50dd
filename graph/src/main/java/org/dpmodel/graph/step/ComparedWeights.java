package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/**
 * Finds weights of which a network only reads how they compare with other stored numbers: scores that decide which weights of a layer
 * count, or weights that are used by their sign. They are no parameters, since no gradient comes back from a comparison, and
 * their user should know. Masks and positions, which hold one or two different numbers or whole ones, are left out.
 */
final class ComparedWeights {
    private static final Set<String> COMPARE =
            Set.of("ArgMax", "ArgMin", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");

    private static final int NUMBERS_OF_A_MASK = 2;

    private final Graph graph;
    /** The initializers that each value is computed from, for values that depend on nothing else. */
    private final Map<String, Set<String>> origins = new HashMap<>();

    private ComparedWeights(Graph graph) {
        this.graph = graph;
        graph.initializers().keySet().forEach(name -> origins.put(name, Set.of(name)));
    }

    static Set<String> of(Graph graph) {
        return new ComparedWeights(graph).find();
    }

    private Set<String> find() {
        Set<String> found = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            List<String> inputs =
                    node.inputs().stream().filter(input -> !input.isEmpty()).toList();
            if (inputs.isEmpty() || !origins.keySet().containsAll(inputs)) {
                continue;
            }
            Set<String> all = new LinkedHashSet<>();
            inputs.forEach(input -> all.addAll(origins.get(input)));
            if (COMPARE.contains(node.operator())) {
                all.stream().filter(this::mayBeWeight).forEach(found::add);
            }
            node.outputs().forEach(output -> origins.put(output, all));
        }
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
