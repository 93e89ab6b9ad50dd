package org.dpmodel.graph.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.type.OperatorCall;
import org.dpmodel.graph.type.OperatorTypes;

/** Finds the type of every value of a graph. */
public final class TypeInference {
    private TypeInference() {}

    /**
     * The values of a graph with their types.
     *
     * @param graph a graph with its batch bound
     * @param operators infers the types of its operators
     * @return value by name
     * @throws org.dpmodel.graph.GraphException naming the first node that does not accept its inputs
     */
    public static Map<String, Value> values(Graph graph, OperatorTypes operators) {
        Map<String, Value> values = new HashMap<>();
        graph.inputs()
                .forEach(input -> values.put(input.name(), new Value(input.name(), input.type(), Optional.empty())));
        graph.initializers()
                .forEach((name, constant) -> values.put(name, new Value(name, constant.type(), Optional.of(constant))));
        for (Node node : graph.nodes()) {
            List<TensorType> types =
                    operators.find(node.operator(), node.name()).infer(call(node, values));
            for (int i = 0; i < node.outputs().size(); i++) {
                String output = node.outputs().get(i);
                values.put(output, new Value(output, types.get(i), Optional.empty()));
            }
        }
        return values;
    }

    /**
     * A node with the types of its inputs.
     *
     * @param node the node
     * @param values the values defined before it
     * @return the call
     */
    public static OperatorCall call(Node node, Map<String, Value> values) {
        return new OperatorCall(
                node.name(),
                node.operator(),
                node.attributes(),
                node.inputs().stream()
                        .map(name -> name.isEmpty() ? Value.absent() : values.get(name))
                        .toList(),
                node.outputs().size());
    }
}
