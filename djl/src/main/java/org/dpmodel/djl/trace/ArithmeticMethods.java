package org.dpmodel.djl.trace;

import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise operations, with an array or a number as the second operand. */
final class ArithmeticMethods {
    private static final Map<String, String> UNARY = Map.ofEntries(
            Map.entry("neg", "Neg"),
            Map.entry("abs", "Abs"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("exp", "Exp"),
            Map.entry("log", "Log"),
            Map.entry("sin", "Sin"),
            Map.entry("cos", "Cos"),
            Map.entry("sign", "Sign"),
            Map.entry("erf", "Erf"),
            Map.entry("floor", "Floor"),
            Map.entry("ceil", "Ceil"));

    private static final Map<String, String> BINARY = Map.ofEntries(
            Map.entry("add", "Add"),
            Map.entry("sub", "Sub"),
            Map.entry("mul", "Mul"),
            Map.entry("div", "Div"),
            Map.entry("pow", "Pow"),
            Map.entry("maximum", "Max"),
            Map.entry("minimum", "Min"),
            Map.entry("eq", "Equal"),
            Map.entry("gt", "Greater"),
            Map.entry("lt", "Less"));

    private ArithmeticMethods() {}

    static void addTo(Map<String, Call.Operation> all) {
        UNARY.forEach(
                (method, operator) -> all.put(method, call -> call.node(operator, Attributes.none(), call.value())));
        BINARY.forEach((method, operator) ->
                all.put(method, call -> call.node(operator, Attributes.none(), call.value(), call.operand(0))));
        all.put("square", ArithmeticMethods::square);
        all.put("clip", call -> call.node("Clip", Attributes.none(), call.value(), call.operand(0), call.operand(1)));
    }

    private static Object square(Call call) {
        Value x = call.value();
        return call.node("Mul", Attributes.none(), x, x);
    }
}
