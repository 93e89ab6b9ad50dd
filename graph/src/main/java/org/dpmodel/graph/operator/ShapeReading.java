package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/** Shape and Size: numbers that become constants when a network is bound to a number of examples. */
public enum ShapeReading implements NetworkOperator {
    /** The sizes of all axes, or of a range of them. */
    SHAPE,
    /** The number of elements. */
    SIZE;

    /**
     * The axes whose sizes are read.
     *
     * @param call a call of Shape
     * @return the first, and the one after the last
     */
    public static int[] axes(OperatorCall call) {
        int rank = call.input(0).shape().rank();
        int start = clamped(call.attributes().integer("start", 0), rank);
        int end = clamped(call.attributes().integer("end", rank), rank);
        return new int[] {start, Math.max(start, end)};
    }

    private static int clamped(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        int[] axes = axes(call);
        return List.of(new TensorType(DataType.INT64, this == SIZE ? Shape.of() : Shape.of(axes[1] - axes[0])));
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        throw new IllegalStateException(call.operator() + " is a constant before it is proven");
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        throw new IllegalStateException(call.operator() + " is a constant before it is recorded");
    }
}
