package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.operator.NetworkOperator;
import org.dpmodel.graph.operator.Operators;

/**
 * Finds the initializers of a graph that training has to move. One that is left out would stay as it is without a word,
 * so what cannot be told from a weight counts as one.
 */
final class TrainedInitializers {
    private TrainedInitializers() {}

    /** Names in order of first use. */
    static Set<String> of(Graph graph) {
        Set<String> live = withDerivative(graph);
        Set<String> found = new LinkedHashSet<>();
        // Exporters write shared weights as Identity of an initializer.
        Map<String, String> origins = new HashMap<>();
        for (Node node : graph.nodes()) {
            NetworkOperator operator = Operators.network(node.operator(), node.name());
            if (node.operator().equals("Identity")) {
                String origin = node.inputs().get(0);
                origins.put(node.outputs().get(0), origins.getOrDefault(origin, origin));
                continue;
            }
            boolean reachesOutput = node.outputs().stream().anyMatch(live::contains);
            for (int position = 0; position < node.inputs().size(); position++) {
                String name = node.inputs().get(position);
                String origin = origins.getOrDefault(name, name);
                Constant constant = graph.initializers().get(origin);
                if (constant != null
                        && constant.type().dataType() == DataType.FLOAT
                        && (operator.parameterInputs().contains(position)
                                || (reachesOutput
                                        && !constant.isLiteral()
                                        && !operator.settingInputs().contains(position)))) {
                    found.add(origin);
                }
            }
        }
        return found;
    }

    /** The values from which a way with a derivative leads to an output. */
    static Set<String> withDerivative(Graph graph) {
        Set<String> live = new HashSet<>();
        graph.outputs().stream().map(ValueInfo::name).forEach(live::add);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(live::contains)) {
                Set<Integer> settings =
                        Operators.network(node.operator(), node.name()).settingInputs();
                for (int position = 0; position < node.inputs().size(); position++) {
                    if (!settings.contains(position)) {
                        live.add(node.inputs().get(position));
                    }
                }
            }
        }
        return live;
    }
}
