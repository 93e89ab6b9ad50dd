package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.AxisRange;

/**
 * Slices along an axis by constant indices, with the backward pass: gradients of slices that were picked several times
 * are added.
 */
final class AxisIndices {
    private AxisIndices() {}

    /** The slices, in the order of the indices. */
    static Value pick(Ops ops, Value x, int axis, long[] indices) {
        Optional<AxisRange> range = AxisRange.ofIndices(axis, indices);
        if (range.isPresent()) {
            return Ranges.cut(ops, x, List.of(range.get()));
        }
        long size = x.dim(axis);
        if (repeatsEach(indices, size)) {
            long[] repeated = apart(x.shape(), axis, size, indices.length / size);
            Value one = ops.reshape(x, apart(x.shape(), axis, size, 1));
            return ops.reshape(ops.expand(one, repeated), x.shape().with(axis, indices.length));
        }
        return ops.gather(x, axis, indices);
    }

    /** Whether each slice occurs equally often, in consecutive positions. */
    private static boolean repeatsEach(long[] indices, long size) {
        if (size == 0 || indices.length % size != 0) {
            return false;
        }
        long times = indices.length / size;
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] != i / times) {
                return false;
            }
        }
        return true;
    }

    /** A shape with the axis split in two. */
    private static long[] apart(Shape shape, int axis, long size, long times) {
        long[] dims = new long[shape.rank() + 1];
        System.arraycopy(shape.dims(), 0, dims, 0, axis);
        dims[axis] = size;
        dims[axis + 1] = times;
        System.arraycopy(shape.dims(), axis + 1, dims, axis + 2, shape.rank() - axis - 1);
        return dims;
    }

    /**
     * Adds slices at the places that they were picked from.
     *
     * @param ops where the nodes go
     * @param part the result of {@link #pick}, or its gradient
     * @param whole shape of the original value
     * @param axis the axis
     * @param indices the indices that were picked
     * @param examples the axis of examples, not that of the indices
     */
    static Value restore(Ops ops, Value part, Shape whole, int axis, long[] indices, int examples) {
        Optional<AxisRange> range = AxisRange.ofIndices(axis, indices);
        if (range.isPresent()) {
            return Ranges.restore(ops, part, whole, List.of(range.get()));
        }
        long size = whole.dim(axis);
        if (repeatsEach(indices, size)) {
            Value repeated = ops.reshape(part, apart(whole, axis, size, indices.length / size));
            return ops.reduceSum(repeated, false, axis + 1);
        }
        AxisMatrix ones = new AxisMatrix(size, indices.length);
        for (int i = 0; i < indices.length; i++) {
            ones.add(indices[i], i, 1);
        }
        return ones.times(ops, part, axis, examples);
    }
}
