package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
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

/** OneHot of integers, with the two values as constants; it has no derivative. */
final class OneHot implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        long[] from = call.input(0).shape().dims();
        int axis = axis(call);
        long[] dims = new long[from.length + 1];
        System.arraycopy(from, 0, dims, 0, axis);
        dims[axis] = call.constantInts(1)[0];
        System.arraycopy(from, axis, dims, axis + 1, from.length - axis);
        return List.of(new TensorType(call.input(2).type().dataType(), Shape.of(dims)));
    }

    private static int axis(OperatorCall call) {
        int rank = call.input(0).shape().rank() + 1;
        long axis = call.attributes().integer("axis", -1);
        call.require(axis >= -rank && axis < rank, () -> "axis must be in [" + -rank + ", " + rank + ")");
        return Math.toIntExact(axis < 0 ? axis + rank : axis);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0, 1, 2);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence indices = IsolationRules.sharedSettings(call, inputs);
        if (inputs.get(1).onCount()) {
            throw IsolationRules.mixes(
                    call, "its depth follows from the number of examples", "give it a constant depth");
        }
        if (!indices.onExamples()) {
            return indices;
        }
        int moved = indices.exampleAxis() < axis(call) ? indices.exampleAxis() : indices.exampleAxis() + 1;
        return indices.onAxis(moved);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        int axis = axis(call);
        long depth = call.constantInts(1)[0];
        Shape shape = infer(call).get(0).shape();
        Value places = Picking.fromStart(ops, ops.reshape(call.input(0), shape.with(axis, 1)), depth);
        long[] along = new long[shape.rank()];
        Arrays.fill(along, 1);
        along[axis] = depth;
        Value range = ops.reshape(ops.ints(LongStream.range(0, depth).toArray()), along);
        Value chosen = ops.elementwise("Equal", places, range);
        Constant values =
                call.input(2).constant().orElseThrow(() -> call.error("its two values must be constants: freeze them"));
        DataType type = values.type().dataType();
        Value result;
        if (type == DataType.FLOAT) {
            float[] offAndOn = values.toFloats();
            result = ops.where(chosen, ops.scalar(offAndOn[1]), ops.scalar(offAndOn[0]));
        } else {
            long[] offAndOn = values.toLongs();
            result = ops.cast(ops.where(chosen, ops.ints(offAndOn[1]), ops.ints(offAndOn[0])), type);
        }
        return Recording.of(result, (gradient, sink) -> {});
    }
}
