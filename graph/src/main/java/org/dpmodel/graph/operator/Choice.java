package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Where: elements of one of two values, chosen by a condition, with NumPy's broadcasting of all three. */
final class Choice implements Operator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType condition = call.input(0).type();
        TensorType chosen = call.input(1).type();
        TensorType otherwise = call.input(2).type();
        call.require(
                condition.dataType() == DataType.BOOL,
                () -> "its condition must be BOOL, found " + condition + ": compare it with something");
        call.require(
                chosen.dataType() == otherwise.dataType(),
                () -> "both values must have one element type, found " + chosen + " and " + otherwise);
        Shape values = chosen.shape().broadcast(otherwise.shape());
        return List.of(chosen.withShape(condition.shape().broadcast(values)));
    }
}
