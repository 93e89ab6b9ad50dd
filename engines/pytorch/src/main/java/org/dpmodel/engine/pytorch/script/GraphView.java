package org.dpmodel.engine.pytorch.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.type.OperatorCall;

/** A graph as patterns see it: where a value comes from, and its type, if that is known. */
final class GraphView {
    private final Graph graph;
    private final Map<String, Value> values;
    private final Map<String, Node> producers = new HashMap<>();

    GraphView(Graph graph, Map<String, Value> values) {
        this.graph = graph;
        this.values = values;
        graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    /** The node with the given operator that computes a value, if there is one. */
    Optional<Node> producer(String value, String operator) {
        return Optional.ofNullable(producers.get(value))
                .filter(node -> node.operator().equals(operator));
    }

    /** The value that another one is a reshaped copy of, or the value itself. */
    String beforeReshape(String value) {
        return producer(value, "Reshape")
                .map(node -> beforeReshape(node.inputs().get(0)))
                .orElse(value);
    }

    Optional<TensorType> type(String value) {
        return Optional.ofNullable(values.get(value)).map(Value::type);
    }

    Optional<Constant> constant(String value) {
        return Optional.ofNullable(graph.initializers().get(value));
    }

    /** A node with its inputs, if their types are known. */
    Optional<OperatorCall> call(Node node) {
        List<Value> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            if (!values.containsKey(input)) {
                return Optional.empty();
            }
            inputs.add(values.get(input));
        }
        return Optional.of(new OperatorCall(
                node.name(),
                node.operator(),
                node.attributes(),
                inputs,
                node.outputs().size()));
    }

    /** Whether all values have the same known type. */
    boolean sameType(String first, String... others) {
        for (String other : others) {
            if (type(first).isEmpty() || !type(first).equals(type(other))) {
                return false;
            }
        }
        return true;
    }
}
