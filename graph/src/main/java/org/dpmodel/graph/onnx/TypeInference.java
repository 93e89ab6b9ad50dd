package org.dpmodel.graph.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphBuilder;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;

/** Types of values that a file does not declare, found by adding its nodes to a {@link GraphBuilder}. */
final class TypeInference {
    private TypeInference() {}

    static Map<String, TensorType> infer(List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers) {
        GraphBuilder builder = new GraphBuilder("inference");
        Map<String, Value> values = new HashMap<>();
        inputs.forEach(input -> values.put(input.name(), builder.input(input.name(), input.type())));
        initializers.forEach((name, constant) -> values.put(name, builder.initializer(name, constant)));
        for (Node node : nodes) {
            List<Value> arguments = node.inputs().stream().map(values::get).toList();
            builder.add(node, arguments).forEach(value -> values.put(value.name(), value));
        }
        Map<String, TensorType> types = new HashMap<>();
        values.forEach((name, value) -> types.put(name, value.type()));
        return types;
    }
}
