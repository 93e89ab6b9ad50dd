package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDList;
import java.util.Map;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;

/**
 * Activation functions. Those that networks do not support are written too, and then refused by their operator's name.
 */
final class Activations {
    private static final Map<String, String> PLAIN = Map.of(
            "relu", "Relu",
            "sigmoid", "Sigmoid",
            "tanh", "Tanh",
            "softPlus", "Softplus",
            "softSign", "Softsign",
            "selu", "Selu",
            "gelu", "Gelu");

    private Activations() {}

    static void addTo(Map<String, Call.Operation> all) {
        PLAIN.forEach(
                (method, operator) -> all.put(method, call -> call.node(operator, Attributes.none(), call.value())));
        all.put("leakyRelu", call -> call.node("LeakyRelu", alpha(call), call.value()));
        all.put("elu", call -> call.node("Elu", alpha(call), call.value()));
        all.put("softmax", call -> call.node("Softmax", axis(call), call.value()));
        all.put("logSoftmax", call -> call.node("LogSoftmax", axis(call), call.value()));
        all.put("prelu", call -> new NDList(call.node("PRelu", Attributes.none(), call.array(0), call.array(1))));
    }

    private static Attributes alpha(Call call) {
        return Attributes.none().with("alpha", new Attribute.Real(call.real(0)));
    }

    private static Attributes axis(Call call) {
        return Attributes.none().with("axis", call.self().type().shape().axis(call.integer(0)));
    }
}
