package org.dpmodel.graph.operator;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.AxisRange;
import org.dpmodel.graph.type.OperatorCall;

/** Ranges along some axes. The axis of examples may be named if all of them are kept. */
final class Slicing implements NetworkOperator {
    private static final String KEEP_ALL = "keep all examples, and cut each of them along its own axes";

    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape shape = call.input(0).shape();
        for (AxisRange range : AxisRange.of(call)) {
            shape = shape.with(range.axis(), range.count());
        }
        return List.of(call.input(0).type().withShape(shape));
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1, 2, 3, 4);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence data = IsolationRules.sharedSettings(call, inputs);
        List<AxisRange> ranges = AxisRange.of(call);
        for (int i = 0; i < ranges.size(); i++) {
            AxisRange range = ranges.get(i);
            boolean ofExamples = data.onExamples() && data.exampleAxis() == range.axis();
            if (ofExamples && !range.isWhole(call.input(0).shape())) {
                throw IsolationRules.mixes(
                        call, "it leaves out examples: axis " + range.axis() + " is their axis", KEEP_ALL);
            }
            if (!ofExamples && followsCount(inputs, i)) {
                throw IsolationRules.mixes(
                        call,
                        "how much it leaves of axis " + range.axis() + " follows from the number of examples",
                        KEEP_ALL);
            }
        }
        return data;
    }

    private static boolean followsCount(List<Dependence> inputs, int place) {
        BitSet counts = inputs.get(1).counts();
        counts.or(inputs.get(2).counts());
        return counts.get(place);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        List<AxisRange> ranges = AxisRange.of(call);
        return Recording.of(
                Ranges.cut(ops, x, ranges),
                (gradient, sink) -> sink.activation(0, () -> Ranges.restore(ops, gradient, x.shape(), ranges)));
    }
}
