package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** CumSum within each example, as a product with a triangle of ones; integers are exact up to 2²⁴. */
final class RunningSum implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return List.of(call.input(0).type());
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    private static int axis(OperatorCall call) {
        return call.input(0).shape().axis(call.constantInts(1)[0]);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence data = IsolationRules.sharedSettings(call, inputs);
        IsolationRules.notAlong(call, data, axis(call));
        return data;
    }

    @Override
    public Optional<CompositeOperator> ofParameters(OperatorCall call) {
        return Optional.of((ops, of) -> List.of(ops.cast(
                sums(ops, of, triangle(of, of.input(0).dim(axis(of))), 0),
                of.input(0).type().dataType())));
    }

    /** Sums along the axis; {@code other} is any other axis, if there is one. */
    private static Value sums(Ops ops, OperatorCall call, AxisMatrix triangle, int other) {
        Value x = call.input(0);
        int axis = axis(call);
        int rows = axis == 0 && other == 0 ? x.shape().rank() - 1 : other;
        return triangle.times(ops, ops.cast(x, DataType.FLOAT), axis, rows);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int axis = axis(call);
        AxisMatrix triangle = triangle(call, x.dim(axis));
        int examples = axis == 0 && recorder.exampleAxis() == 0 ? x.shape().rank() - 1 : recorder.exampleAxis();
        Value sums = sums(ops, call, triangle, recorder.exampleAxis());
        return Recording.of(
                ops.cast(sums, x.type().dataType()),
                (gradient, sink) ->
                        sink.activation(0, () -> triangle.transposed().times(ops, gradient, axis, examples)));
    }

    private static AxisMatrix triangle(OperatorCall call, long size) {
        boolean reverse = call.attributes().integer("reverse", 0) != 0;
        long own = call.attributes().integer("exclusive", 0) != 0 ? 1 : 0;
        AxisMatrix triangle = new AxisMatrix(size, size);
        for (long row = 0; row < size; row++) {
            for (long column = 0; column < size; column++) {
                if (reverse ? column >= row + own : column <= row - own) {
                    triangle.add(row, column, 1);
                }
            }
        }
        return triangle;
    }
}
