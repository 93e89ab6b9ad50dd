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
import org.dpmodel.graph.type.OperatorCall;

/**
 * Broadcasts axes of size 1 to a shape. If an element of the shape follows from the number of examples, a value shared by
 * all examples, such as a class token, is repeated for each of them.
 */
final class Expansion implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Layout.EXPAND.infer(call);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        int rank = infer(call).get(0).shape().rank();
        int missing = rank - Math.toIntExact(call.input(1).shape().size());
        BitSet stretched = new BitSet();
        inputs.get(1).counts().stream().forEach(i -> stretched.set(i + missing));
        return stretched(call, inputs.get(0), infer(call).get(0).shape(), stretched);
    }

    /**
     * The dependence of the result of a broadcast.
     *
     * @param call the operation, on its first input
     * @param data dependence of the first input
     * @param to shape of the output, whose last axes are aligned with those of the input
     * @param counted axes of the output that follow from the number of examples
     */
    static Dependence stretched(OperatorCall call, Dependence data, Shape to, BitSet counted) {
        Shape from = call.input(0).shape();
        if (data.onExamples()) {
            int axis = data.exampleAxis() + to.rank() - from.rank();
            if (to.dim(axis) != from.dim(data.exampleAxis())) {
                throw IsolationRules.mixes(
                        call,
                        "it repeats examples along their axis " + axis,
                        "repeat within each example, along another axis");
            }
            BitSet others = (BitSet) counted.clone();
            others.clear(axis);
            if (!others.isEmpty()) {
                throw byCount(call, others.nextSetBit(0));
            }
            return data.onAxis(axis);
        }
        if (counted.isEmpty()) {
            return data;
        }
        int axis = counted.nextSetBit(0);
        int own = axis - (to.rank() - from.rank());
        if (counted.cardinality() > 1 || (own >= 0 && from.dim(own) != 1)) {
            throw byCount(call, axis);
        }
        return Dependence.perExample(axis);
    }

    private static RuntimeException byCount(OperatorCall call, int axis) {
        return IsolationRules.mixes(
                call,
                "the size of axis " + axis + " of its output follows from the number of examples, but it is not the one"
                        + " axis along which each example has a slice",
                "use the batch size exactly once in the shape, where the input has size 1");
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        // Written for a batch of one as well, where the parameter and its broadcast must be different values.
        Value y = ops.expand(x, infer(call).get(0).shape().dims());
        return Recording.of(y, (gradient, sink) -> {
            sink.activation(0, () -> Broadcasting.sumToShape(ops, gradient, x.shape()));
            sink.parameter(0, () -> recorder.stretched(gradient, x.shape()));
        });
    }
}
