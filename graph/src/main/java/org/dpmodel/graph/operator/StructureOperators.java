package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.type.Operator;

/** Operators that move elements, join and cut tensors. */
final class StructureOperators {
    private StructureOperators() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Flatten", new Flatten());
        operators.put("Reshape", new Reshape());
        operators.put("Transpose", new Transposition());
    }
}
