package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** The backward pass through NumPy's broadcasting. */
final class Broadcasting {
    private Broadcasting() {}

    /** A shape extended to a rank by leading axes of size 1. */
    static Shape align(Shape shape, int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        System.arraycopy(shape.dims(), 0, dims, rank - shape.rank(), shape.rank());
        return Shape.of(dims);
    }

    /** Undoes broadcasting: sums over the axes along which the value was broadcast. */
    static Value sumToShape(Ops ops, Value gradient, Shape shape) {
        Shape aligned = align(shape, gradient.shape().rank());
        int[] stretched = IntStream.range(0, aligned.rank())
                .filter(axis -> aligned.dim(axis) == 1 && gradient.dim(axis) != 1)
                .toArray();
        return stretched.length == 0
                ? ops.reshape(gradient, shape)
                : ops.reshape(ops.reduceSum(gradient, true, stretched), shape);
    }
}
