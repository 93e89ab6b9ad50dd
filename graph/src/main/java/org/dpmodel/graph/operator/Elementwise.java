package org.dpmodel.graph.operator;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
    /** Functions of real numbers: the operands are floating-point numbers, and so is the result. */
    FUNCTION,
    /** The result is boolean. */
    COMPARISON,
    /** Operands and result are boolean. */
    LOGIC;

    private static final Set<DataType> REAL = EnumSet.of(DataType.FLOAT, DataType.DOUBLE);

    @Override
    public List<TensorType> infer(OperatorCall call) {
        DataType operands = operandType(call);
        call.require(
                this != FUNCTION || REAL.contains(operands),
                () -> "its inputs must be floating-point numbers, found " + operands + ": cast them");
        call.require(
                this != LOGIC || operands == DataType.BOOL,
                () -> "its inputs must be BOOL, found " + operands + ": apply a comparison first");
        return List.of(new TensorType(this == COMPARISON ? DataType.BOOL : operands, commonShape(call)));
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
        return call.inputs().stream().map(Value::shape).reduce(call::broadcast).orElseThrow();
    }
}
