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
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/** A tensor filled with one number: if its shape follows from the number of examples, each example has an equal slice. */
final class Filling implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Layout.CONSTANT_OF_SHAPE.infer(call);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(0);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        IsolationRules.sharedSettings(call, List.of(Dependence.SHARED, inputs.get(0)));
        BitSet counts = inputs.get(0).counts();
        if (counts.cardinality() > 1) {
            throw IsolationRules.mixes(
                    call,
                    "the sizes of several axes follow from the number of examples",
                    "use the batch size exactly once in the shape");
        }
        return counts.isEmpty() ? Dependence.SHARED : Dependence.perExample(counts.nextSetBit(0));
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Shape shape = infer(call).get(0).shape();
        Value one = ops.builder().constant(LayoutSettings.filler(call));
        Value filled = shape.rank() == 0 ? ops.reshape(one, shape) : ops.expand(one, shape.dims());
        return Recording.of(filled, (gradient, sink) -> {});
    }
}
