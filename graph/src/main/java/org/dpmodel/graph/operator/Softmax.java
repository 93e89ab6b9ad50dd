package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Softmax along one axis, or its logarithm. */
final class Softmax implements NetworkOperator {
    private final boolean logarithm;

    Softmax(boolean logarithm) {
        this.logarithm = logarithm;
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        axis(call);
        return List.of(call.input(0).type());
    }

    private static int axis(OperatorCall call) {
        return call.input(0).shape().axis(call.attributes().integer("axis", -1));
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        IsolationRules.notAlong(call, inputs.get(0), axis(call));
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        int axis = axis(call);
        Value y = ops.builder().call(call.operator(), Attributes.none().with("axis", axis), call.input(0));
        return Recording.of(
                y,
                (dy, sink) -> sink.activation(0, () -> {
                    if (logarithm) {
                        // dx = dy − softmax · Σ dy
                        return ops.sub(dy, ops.mul(ops.elementwise("Exp", y), ops.reduceSum(dy, true, axis)));
                    }
                    // dx = y · (dy − Σ dy y)
                    return ops.mul(y, ops.sub(dy, ops.reduceSum(ops.mul(dy, y), true, axis)));
                }));
    }
}
