package org.dpmodel.engine.djl.array;

import java.util.Map;
import org.dpmodel.graph.type.LayoutSettings;

/** The same elements in another shape or order, or repeated. */
final class ShapeArrays {
    private ShapeArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        for (String operator : new String[] {"Reshape", "Flatten", "Squeeze", "Unsqueeze"}) {
            operators.put(operator, ArrayOperators.single(node -> node.in(0).reshape(node.outputShape(0))));
        }
        operators.put("Expand", ArrayOperators.single(node -> node.in(0).broadcast(node.outputShape(0))));
        operators.put("Transpose", ArrayOperators.single(node -> node.in(0)
                .transpose(LayoutSettings.permutation(node.call()))));
        operators.put("Tile", ArrayOperators.single(node -> node.in(0)
                .tile(node.call().constantInts(1))));
    }
}
