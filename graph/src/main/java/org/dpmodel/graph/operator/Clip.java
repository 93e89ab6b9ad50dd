package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * min(max(x, lower), upper), either bound may be absent. The gradient passes where x lies between the bounds and not on one of
 * them, as in PyTorch (2.15; also of ReLU6, which exporters write in this way) and as with Relu at 0.
 */
final class Clip implements NetworkOperator {
    private static final int LOWER = 1;
    private static final int UPPER = 2;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        for (int bound = LOWER; bound <= UPPER; bound++) {
            Value x = call.input(0);
            if (call.has(bound)) {
                Value limit = call.input(bound);
                call.require(
                        limit.shape().size() == 1
                                && limit.type().dataType() == x.type().dataType(),
                        () -> "its bounds must be single numbers of the element type of its input, found " + limit
                                + ": use Max and Min for other bounds");
            }
        }
        return List.of(call.input(0).type());
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(LOWER, UPPER);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.sharedSettings(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value raised = call.has(LOWER) ? ops.elementwise("Max", x, bound(ops, call, LOWER)) : x;
        Value y = call.has(UPPER) ? ops.elementwise("Min", raised, bound(ops, call, UPPER)) : raised;
        return Recording.of(
                ops.reshape(y, x.shape()),
                (gradient, sink) -> sink.activation(0, () -> {
                    Value passed = gradient;
                    if (call.has(LOWER)) {
                        Value inside = ops.elementwise("Greater", x, bound(ops, call, LOWER));
                        passed = ops.mul(passed, ops.indicator(inside));
                    }
                    if (call.has(UPPER)) {
                        Value inside = ops.elementwise("Less", x, bound(ops, call, UPPER));
                        passed = ops.mul(passed, ops.indicator(inside));
                    }
                    return ops.reshape(passed, x.shape());
                }));
    }

    private static Value bound(Ops ops, OperatorCall call, int position) {
        Value limit = call.input(position);
        call.require(
                limit.constant().isPresent(),
                () -> "its bounds must be constants, and " + limit.name() + " is computed: use Max and Min for bounds"
                        + " that are trained");
        return ops.reshape(limit, 1);
    }
}
