package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Slices along an axis by known indices, and the way back: slices that were picked several times add up. */
final class AxisIndices {
    /** The matrix of the way back may have 64 MiB. */
    private static final long MOST_ELEMENTS = 1L << 24;

    private AxisIndices() {}

    /** The slices, in the order of the indices. */
    static Value pick(Ops ops, Value x, int axis, long[] indices) {
        Optional<Range> range = Range.ofIndices(axis, indices);
        return range.isPresent() ? Range.cut(ops, x, List.of(range.get())) : ops.gather(x, axis, indices);
    }

    /**
     * Adds slices up where they were picked from.
     *
     * @param ops where the nodes go
     * @param part what {@link #pick} gave, or its gradient
     * @param whole shape of what was picked from
     * @param axis the axis
     * @param indices what was picked
     * @param examples the axis of examples, not that of the indices
     */
    static Value restore(Ops ops, Value part, Shape whole, int axis, long[] indices, int examples) {
        Optional<Range> range = Range.ofIndices(axis, indices);
        if (range.isPresent()) {
            return Range.restore(ops, part, whole, List.of(range.get()));
        }
        // Each example gets matrix products of its own, so that its place does not change the order of its sums.
        int rank = whole.rank();
        int[] order = IntStream.concat(
                        IntStream.of(examples), IntStream.range(0, rank).filter(i -> i != examples))
                .toArray();
        int[] back = new int[rank];
        IntStream.range(0, rank).forEach(i -> back[order[i]] = i);
        Value moved = ops.transpose(part, order);
        int place = back[axis];
        Shape shape = moved.shape();
        Value sums = ops.matMul(
                ones(ops, whole.dim(axis), indices),
                ops.reshape(moved, shape.size(0, place), indices.length, shape.size(place + 1, rank)));
        return ops.transpose(ops.reshape(sums, shape.with(place, whole.dim(axis))), back);
    }

    private static Value ones(Ops ops, long size, long[] indices) {
        if (size * indices.length > MOST_ELEMENTS) {
            throw new org.dpmodel.graph.GraphException("an axis of " + size + " slices, of which " + indices.length
                    + " are picked by constant indices, would take a matrix of more than " + MOST_ELEMENTS
                    + " numbers: pick ranges, or shorter axes");
        }
        float[] ones = new float[Math.toIntExact(size * indices.length)];
        for (int i = 0; i < indices.length; i++) {
            ones[Math.toIntExact(indices[i] * indices.length + i)] = 1;
        }
        return ops.builder().constant(Constant.floats(Shape.of(size, indices.length), ones));
    }
}
