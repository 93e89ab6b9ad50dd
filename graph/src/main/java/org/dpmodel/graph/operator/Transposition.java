package org.dpmodel.graph.operator;

import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/** Reorders axes; the default is the reversed order. */
final class Transposition implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape from = call.input(0).shape();
        long[] dims = IntStream.of(LayoutSettings.permutation(call))
                .mapToLong(from::dim)
                .toArray();
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (!inputs.get(0).onExamples()) {
            return inputs.get(0);
        }
        int[] permutation = LayoutSettings.permutation(call);
        int axis = inputs.get(0).exampleAxis();
        int moved = IntStream.range(0, permutation.length)
                .filter(i -> permutation[i] == axis)
                .findFirst()
                .orElseThrow();
        return inputs.get(0).onAxis(moved);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int[] permutation = LayoutSettings.permutation(call);
        int[] inverse = new int[permutation.length];
        for (int i = 0; i < permutation.length; i++) {
            inverse[permutation[i]] = i;
        }
        return Recording.of(
                ops.transpose(x, permutation),
                (gradient, sink) -> sink.activation(0, () -> ops.transpose(gradient, inverse)));
    }
}
