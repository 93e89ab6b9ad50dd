package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Trilu: the upper or lower triangle of matrices, zeros elsewhere. */
final class TriangularPart implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        call.require(
                call.input(0).shape().rank() >= 2,
                () -> "its input must be matrices, found " + call.input(0).shape());
        return List.of(call.input(0).type());
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        int rank = call.input(0).shape().rank();
        Dependence data = IsolationRules.sharedSettings(call, inputs);
        IsolationRules.notAlong(call, data, rank - 1, rank - 2);
        return data;
    }

    @Override
    public Optional<CompositeOperator> ofParameters(OperatorCall call) {
        return Optional.of((ops, of) -> List.of(kept(
                ops,
                ops.builder().constant(mask(of)),
                of.input(0),
                of.input(0).type().dataType())));
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value mask = ops.builder().constant(mask(call));
        DataType type = call.input(0).type().dataType();
        return Recording.of(
                kept(ops, mask, call.input(0), type),
                (gradient, sink) -> sink.activation(0, () -> kept(ops, mask, gradient, type)));
    }

    private static Value kept(Ops ops, Value mask, Value x, DataType type) {
        if (type == DataType.BOOL) {
            return ops.and(mask, x);
        }
        // Selected, not multiplied, since the omitted elements may be infinite.
        Value zero = type == DataType.FLOAT ? ops.scalar(0) : ops.cast(ops.ints(0), type);
        return ops.where(mask, x, zero);
    }

    private static Constant mask(OperatorCall call) {
        int rows = Math.toIntExact(call.input(0).dim(-2));
        int columns = Math.toIntExact(call.input(0).dim(-1));
        long diagonal = call.has(1) ? call.constantInts(1)[0] : 0;
        boolean upper = call.attributes().integer("upper", 1) != 0;
        byte[] bits = new byte[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                long above = (long) column - row;
                bits[row * columns + column] = (byte) ((upper ? above >= diagonal : above <= diagonal) ? 1 : 0);
            }
        }
        return Constant.ofBytes(new TensorType(DataType.BOOL, Shape.of(rows, columns)), bits);
    }
}
