package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Where: elements of one of two values, selected by a condition, with NumPy's broadcasting of all three. The gradient
 * goes to the selected value, and the other one gets zeros.
 */
final class Choice implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType condition = call.input(0).type();
        TensorType chosen = call.input(1).type();
        TensorType otherwise = call.input(2).type();
        call.require(
                condition.dataType() == DataType.BOOL,
                () -> "its condition must be BOOL, found " + condition + ": apply a comparison first");
        call.require(
                chosen.dataType() == otherwise.dataType(),
                () -> "both values must have one element type, found " + chosen + " and " + otherwise);
        Shape values = call.broadcast(chosen.shape(), otherwise.shape());
        return List.of(chosen.withShape(call.broadcast(condition.shape(), values)));
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.elementwise(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value condition = call.input(0);
        Value y = ops.where(condition, call.input(1), call.input(2));
        return Recording.of(y, (gradient, sink) -> {
            for (int i = 1; i <= 2; i++) {
                Shape shape = call.input(i).shape();
                boolean chosen = i == 1;
                sink.activation(i, () -> Broadcasting.sumToShape(ops, part(ops, condition, chosen, gradient), shape));
                sink.parameter(i, () -> recorder.stretched(part(ops, condition, chosen, gradient), shape));
            }
        });
    }

    private static Value part(Ops ops, Value condition, boolean chosen, Value gradient) {
        Value zero = ops.scalar(0f);
        return chosen ? ops.where(condition, gradient, zero) : ops.where(condition, zero, gradient);
    }
}
