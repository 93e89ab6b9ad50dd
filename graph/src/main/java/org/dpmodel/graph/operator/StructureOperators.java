package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.type.Operator;

/** Operators that move elements, join and cut tensors. */
final class StructureOperators {
    private StructureOperators() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Concat", new Joining());
        operators.put("ConstantOfShape", new Filling());
        operators.put("Expand", new Expansion());
        operators.put("Flatten", new Flatten());
        operators.put("Gather", new Picking());
        operators.put("Range", new Counting());
        operators.put("Reshape", new Reshape());
        operators.put("Shape", ShapeReading.SHAPE);
        operators.put("Size", ShapeReading.SIZE);
        operators.put("Slice", new Slicing());
        operators.put("Squeeze", Squeezing.SQUEEZE);
        operators.put("Transpose", new Transposition());
        operators.put("Unsqueeze", Squeezing.UNSQUEEZE);
    }
}
