package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.AxisRange;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/** Concatenates values along an axis other than that of the examples. */
final class Joining implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Layout.CONCAT.infer(call);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence result =
                inputs.stream().filter(Dependence::onExamples).findFirst().orElse(Dependence.SHARED);
        IsolationRules.notAlong(call, result, LayoutSettings.axis(call));
        for (int i = 0; i < inputs.size() && result.onExamples(); i++) {
            if (!inputs.get(i).onExamples()) {
                throw IsolationRules.mixes(
                        call,
                        "its input " + i + " (" + call.input(i).name()
                                + ") is the same for all examples, but has a slice for each of them",
                        "expand it along the axis of examples first: Expand to the batch size that Shape returns");
            }
            if (!inputs.get(i).equals(result)) {
                throw IsolationRules.mixes(
                        call, "its inputs have the examples on different axes", "keep the batch as the first axis");
            }
        }
        return result;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        int axis = LayoutSettings.axis(call);
        Value y = ops.concat(axis, call.inputs());
        return Recording.of(y, (gradient, sink) -> {
            long start = 0;
            for (int i = 0; i < call.inputs().size(); i++) {
                AxisRange range = new AxisRange(axis, start, call.input(i).dim(axis), 1);
                sink.activation(i, () -> Ranges.cut(ops, gradient, List.of(range)));
                start += range.count();
            }
        });
    }
}
