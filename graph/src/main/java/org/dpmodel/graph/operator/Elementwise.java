package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Types of elementwise operators with NumPy's broadcasting. */
enum Elementwise implements Operator {
    /** The result has the operands' element type. */
    ARITHMETIC,
    /** The result is boolean. */
    COMPARISON;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return List.of(new TensorType(this == COMPARISON ? DataType.BOOL : operandType(call), commonShape(call)));
    }

    static DataType operandType(OperatorCall call) {
        DataType type = call.input(0).type().dataType();
        for (Value input : call.inputs()) {
            call.require(
                    input.type().dataType() == type,
                    () -> "its inputs must have one element type, found "
                            + call.inputs().stream().map(Value::type).toList());
        }
        return type;
    }

    static Shape commonShape(OperatorCall call) {
        operandType(call);
        return call.inputs().stream().map(Value::shape).reduce(Shape::broadcast).orElseThrow();
    }
}
