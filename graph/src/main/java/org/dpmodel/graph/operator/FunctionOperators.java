package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.type.Operator;

/** Elementwise functions, and what is composed of them: activations, normalizations, reductions. */
final class FunctionOperators {
    private FunctionOperators() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Add", BinaryArithmetic.ADD);
        operators.put("Div", BinaryArithmetic.DIV);
        operators.put("Mul", BinaryArithmetic.MUL);
        operators.put("Sub", BinaryArithmetic.SUB);
    }
}
