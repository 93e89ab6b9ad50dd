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
import org.dpmodel.graph.type.OperatorCall;

/**
 * TopK: the k largest or smallest elements along an axis, the first of them first, and their indices; of equal ones, the one
 * with the smaller index comes first. The gradient goes to the chosen elements, as with a maximum; none passes through the
 * indices. With a NaN, the indices are still some of the axis.
 *
 * <p>An element's rank is the number of those before it, counted by comparing all pairs, so that no device has to sort.
 */
final class RankedElements implements CompositeOperator {
    /** Pairs take 4 MiB for each example. */
    private static final long LONGEST_AXIS = 1024;

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape shape = call.input(0).shape();
        int axis = shape.axis(call.attributes().integer("axis", -1));
        long size = shape.dim(axis);
        long[] given = call.constantInts(1);
        call.require(
                given.length == 1 && given[0] >= 1 && given[0] <= size,
                () -> "k must be a number from 1 to " + size + ", the size of axis " + axis + ", found "
                        + Arrays.toString(given));
        call.require(
                call.attributes().integer("sorted", 1) != 0,
                () -> "with sorted 0 the order of its elements differs between programs that run the file: export it "
                        + "with sorted=True");
        call.require(
                size <= LONGEST_AXIS,
                () -> "it ranks " + size + " elements by comparing all pairs, and may rank " + LONGEST_AXIS
                        + " at most: pool them before, or use a maximum");
        Value numbers = ops.cast(call.input(0), DataType.FLOAT);
        Value others = ops.reshape(numbers, apart(shape, axis, size, 1));
        Value own = ops.reshape(numbers, apart(shape, axis, 1, size));
        boolean largest = call.attributes().integer("largest", 1) != 0;
        Value better = ops.elementwise(largest ? "Greater" : "Less", others, own);
        Value equal = ops.elementwise("Equal", others, own);
        Value before = ops.or(better, ops.and(equal, earlier(ops, shape.rank(), axis, size)));
        Value ranks = ops.reduceSum(ops.indicator(before), false, axis);
        Value hit = ops.elementwise(
                "Equal",
                ops.reshape(ranks, apart(shape, axis, 1, size)),
                ops.counted(0, beside(shape.rank(), axis, given[0], 1)));
        // Selected, not multiplied, since the others may be infinite.
        Value values = ops.reduceSum(ops.where(hit, own, ops.scalar(0)), false, axis + 1);
        Value places = ops.counted(0, beside(shape.rank(), axis, 1, size));
        Value index = ops.reduceMax(ops.where(hit, places, ops.scalar(0)), false, axis + 1);
        return List.of(ops.cast(values, call.input(0).type().dataType()), ops.cast(index, DataType.INT64))
                .subList(0, call.outputCount());
    }

    /** The shape with the axis replaced by two. */
    static long[] apart(Shape shape, int axis, long first, long second) {
        return LongStream.concat(
                        LongStream.concat(LongStream.of(shape.dims()).limit(axis), LongStream.of(first, second)),
                        LongStream.of(shape.dims()).skip(axis + 1L))
                .toArray();
    }

    /** Two axes in place of one, among others of size 1. */
    static long[] beside(int rank, int axis, long first, long second) {
        long[] dims = new long[rank + 1];
        Arrays.fill(dims, 1);
        dims[axis] = first;
        dims[axis + 1] = second;
        return dims;
    }

    /** Whether the first of two indices is the smaller one. */
    private static Value earlier(Ops ops, int rank, int axis, long size) {
        int count = Math.toIntExact(size);
        byte[] bits = new byte[count * count];
        for (int other = 0; other < count; other++) {
            Arrays.fill(bits, other * count + other + 1, (other + 1) * count, (byte) 1);
        }
        TensorType type = new TensorType(DataType.BOOL, Shape.of(beside(rank, axis, size, size)));
        return ops.builder().constant(Constant.ofBytes(type, bits));
    }
}
