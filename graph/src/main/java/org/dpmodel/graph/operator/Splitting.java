package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/** Splits a tensor along one axis into parts of given sizes, or of one size, where the last part may be smaller. */
final class Splitting implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType type = call.input(0).type();
        int axis = LayoutSettings.axis(call);
        return Arrays.stream(LayoutSettings.splitSizes(call))
                .mapToObj(size -> type.withShape(type.shape().with(axis, size)))
                .toList();
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (call.outputCount() > 1) {
            IsolationRules.notAlong(call, inputs.get(0), LayoutSettings.axis(call));
        }
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        int axis = LayoutSettings.axis(call);
        Value x = call.input(0);
        long[] sizes = LayoutSettings.splitSizes(call);
        if (sizes.length == 1) {
            return Recording.of(x, (gradient, sink) -> sink.activation(0, () -> gradient));
        }
        List<Value> parts =
                ops.builder().call("Split", Attributes.none().with("axis", axis), sizes.length, x, ops.ints(sizes));
        return new Recording(
                parts,
                (gradients, sink) -> sink.activation(0, () -> {
                    List<Value> whole = new ArrayList<>();
                    for (int i = 0; i < sizes.length; i++) {
                        Shape shape = parts.get(i).shape();
                        whole.add(gradients.get(i).orElseGet(() -> zeros(ops, shape)));
                    }
                    return ops.concat(axis, whole);
                }));
    }

    private static Value zeros(Ops ops, Shape shape) {
        Value zero = ops.builder().constant(Constant.floats(Shape.of(), 0));
        return ops.expand(zero, shape.dims());
    }
}
