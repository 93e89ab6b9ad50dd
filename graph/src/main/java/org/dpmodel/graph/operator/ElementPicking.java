package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * GatherElements: for each position of the indices, the element at this position, except along one axis, where the index
 * is used. Computed indices differ between examples, so at each position the index is compared with all possible ones.
 */
final class ElementPicking implements CompositeOperator {
    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape data = call.input(0).shape();
        Shape places = call.input(1).shape();
        int axis = data.axis(call.attributes().integer("axis", 0));
        int rank = data.rank();
        call.require(
                places.rank() == rank
                        && IntStream.range(0, rank).allMatch(i -> i == axis || places.dim(i) <= data.dim(i)),
                () -> "its indices must be as large as its data at most, but for axis " + axis + ", found " + places
                        + " and " + data);
        int[] shorter = IntStream.range(0, rank)
                .filter(i -> i != axis && places.dim(i) < data.dim(i))
                .toArray();
        Value read = call.input(0);
        if (shorter.length > 0) {
            long[] ends = IntStream.of(shorter).mapToLong(places::dim).toArray();
            long[] ones = LongStream.of(ends).map(end -> 1).toArray();
            read = ops.slice(read, new long[ends.length], ends, longs(shorter), ones);
        }
        int[] last = IntStream.concat(IntStream.range(0, rank).filter(i -> i != axis), IntStream.of(axis))
                .toArray();
        int[] back = new int[rank];
        IntStream.range(0, rank).forEach(i -> back[last[i]] = i);
        Value moved = ops.transpose(read, last);
        Value indices = Picking.fromStart(ops, ops.transpose(call.input(1), last), data.dim(axis));
        return List.of(ops.transpose(picked(ops, moved, indices), back));
    }

    private static long[] longs(int... numbers) {
        return IntStream.of(numbers).asLongStream().toArray();
    }

    /**
     * Elements along the last axis.
     *
     * @param ops where the nodes go
     * @param data {@code [a..., n]}; integers up to 2²⁴ in magnitude
     * @param indices int64 {@code [a..., m]} in [0, n); an index outside picks 0
     * @return {@code [a..., m]}
     */
    static Value picked(Ops ops, Value data, Value indices) {
        DataType type = data.type().dataType();
        return ops.cast(numbersPicked(ops, ops.cast(data, DataType.FLOAT), indices), type);
    }

    private static Value numbersPicked(Ops ops, Value data, Value indices) {
        int rank = data.shape().rank();
        long size = data.dim(rank - 1);
        Value each = ops.reshape(data, inserted(data.shape(), rank - 1));
        Value wanted = ops.reshape(indices, inserted(indices.shape(), rank));
        Value known = ops.ints(LongStream.range(0, size).toArray());
        Value chosen = ops.where(ops.elementwise("Equal", wanted, known), each, ops.scalar(0f));
        return ops.reduceSum(chosen, false, rank);
    }

    /** A shape with an additional axis of size 1. */
    private static long[] inserted(Shape shape, int axis) {
        long[] dims = Arrays.copyOf(shape.dims(), shape.rank() + 1);
        System.arraycopy(shape.dims(), axis, dims, axis + 1, shape.rank() - axis);
        dims[axis] = 1;
        return dims;
    }
}
