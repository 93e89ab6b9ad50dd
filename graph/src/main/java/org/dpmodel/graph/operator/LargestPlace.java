package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * ArgMax and ArgMin: the index of the largest or smallest element along an axis, the first or the last of equal ones. It
 * is discontinuous, so no gradient passes through it. With a NaN it is some index of the axis.
 */
final class LargestPlace implements CompositeOperator {
    private final boolean smallest;

    LargestPlace(boolean smallest) {
        this.smallest = smallest;
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0);
    }

    @Override
    public boolean hasDerivative() {
        return false;
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape shape = call.input(0).shape();
        int axis = shape.axis(call.attributes().integer("axis", 0));
        long size = shape.dim(axis);
        boolean last = call.attributes().integer("select_last_index", 0) != 0;
        Value numbers = ops.cast(call.input(0), DataType.FLOAT);
        Value x = smallest ? ops.elementwise("Neg", numbers) : numbers;
        Value hit = ops.elementwise("Equal", x, ops.reduceMax(x, true, axis));
        long[] along = new long[shape.rank()];
        Arrays.fill(along, 1);
        along[axis] = size;
        float[] ranks = new float[Math.toIntExact(size)];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = last ? i + 1 : ranks.length - i;
        }
        Value ranked = ops.where(hit, ops.builder().constant(Constant.floats(Shape.of(along), ranks)), ops.scalar(1f));
        Value best = ops.reduceMax(ranked, true, axis);
        Value place = last ? ops.sub(best, ops.scalar(1f)) : ops.sub(ops.scalar((float) size), best);
        Value index = ops.cast(place, DataType.INT64);
        long[] rest = LongStream.concat(
                        LongStream.of(shape.dims()).limit(axis),
                        LongStream.of(shape.dims()).skip(axis + 1L))
                .toArray();
        boolean keep = call.attributes().integer("keepdims", 1) != 0;
        return List.of(ops.reshape(index, keep ? shape.with(axis, 1) : Shape.of(rest)));
    }
}
