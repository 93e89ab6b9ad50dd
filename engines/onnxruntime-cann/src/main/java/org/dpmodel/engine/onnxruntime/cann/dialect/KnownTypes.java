package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/**
 * The types of a graph's values, as far as they are known: a model may have operators that the compiler does not have.
 */
final class KnownTypes {
    private KnownTypes() {}

    static Map<String, TensorType> of(Graph graph) {
        Map<String, Value> values = new HashMap<>();
        graph.inputs().forEach(input -> put(values, input.name(), input.type(), Optional.empty()));
        graph.initializers().forEach((name, constant) -> put(values, name, constant.type(), Optional.of(constant)));
        graph.nodes().forEach(node -> infer(node, values));
        // The declared types of outputs are known without inference.
        graph.outputs().forEach(output -> put(values, output.name(), output.type(), Optional.empty()));
        Map<String, TensorType> types = new HashMap<>();
        values.forEach((name, value) -> types.put(name, value.type()));
        return types;
    }

    private static void put(Map<String, Value> values, String name, TensorType type, Optional<Constant> constant) {
        values.putIfAbsent(name, new Value(name, type, constant));
    }

    private static void infer(Node node, Map<String, Value> values) {
        if (!values.keySet().containsAll(node.inputs())) {
            return;
        }
        List<Value> inputs = node.inputs().stream().map(values::get).toList();
        try {
            List<TensorType> types = Operators.find(node.operator(), node.name())
                    .infer(new OperatorCall(
                            node.name(),
                            node.operator(),
                            node.attributes(),
                            inputs,
                            node.outputs().size()));
            for (int i = 0; i < types.size() && i < node.outputs().size(); i++) {
                put(values, node.outputs().get(i), types.get(i), Optional.empty());
            }
        } catch (RuntimeException unknown) {
            // An operator that the compiler does not have, or a malformed node. The rules that need this type are
            // skipped; the others still apply.
        }
    }
}
