package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Every step-th slice along an axis, backwards if the step is negative.
 *
 * @param axis the axis, counted from the start
 * @param start the first slice
 * @param count how many
 * @param step distance from one to the next, not 0
 */
record Range(int axis, long start, long count, long step) {
    /** The ranges of a Slice node: axes and steps may be absent, indices count from the end if negative and are clamped. */
    static List<Range> of(OperatorCall call) {
        Shape shape = call.input(0).shape();
        long[] starts = call.constantInts(1);
        long[] ends = call.constantInts(2);
        long[] axes = call.has(3)
                ? call.constantInts(3)
                : LongStream.range(0, starts.length).toArray();
        long[] steps = call.has(4)
                ? call.constantInts(4)
                : LongStream.generate(() -> 1).limit(starts.length).toArray();
        call.require(
                starts.length == ends.length && axes.length == starts.length && steps.length == starts.length,
                () -> "starts, ends, axes and steps must be equally many, found " + starts.length + ", " + ends.length
                        + ", " + axes.length + " and " + steps.length);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            int axis = shape.axis(axes[i]);
            call.require(
                    ranges.stream().noneMatch(range -> range.axis() == axis), () -> "axis " + axis + " is cut twice");
            call.require(LongStream.of(steps).allMatch(step -> step != 0), () -> "a step of 0 never ends");
            ranges.add(clamped(axis, shape.dim(axis), starts[i], ends[i], steps[i]));
        }
        return ranges;
    }

    private static Range clamped(int axis, long size, long start, long end, long step) {
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long first = Math.min(high, Math.max(0, start < 0 ? start + size : start));
        long stop = Math.min(high, Math.max(low, end < 0 ? end + size : end));
        long distance = step > 0 ? stop - first : first - stop;
        // A step of the least number has no opposite, and is longer than any axis.
        long stride = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
        long count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
        return new Range(axis, first, count, count <= 1 ? Long.signum(step) : step);
    }

    /** The range that picks certain slices, if they are equally far apart. */
    static Optional<Range> ofIndices(int axis, long[] indices) {
        if (indices.length == 0) {
            return Optional.empty();
        }
        long step = indices.length == 1 ? 1 : indices[1] - indices[0];
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] - indices[i - 1] != step) {
                return Optional.empty();
            }
        }
        return step == 0 ? Optional.empty() : Optional.of(new Range(axis, indices[0], indices.length, step));
    }

    /** Whether it is all of the axis, in order. */
    boolean isWhole(Shape shape) {
        return start == 0 && step == 1 && count == shape.dim(axis);
    }

    /** The slices of a value in some ranges, each along another axis. */
    static Value cut(Ops ops, Value x, List<Range> ranges) {
        List<Range> cutting =
                ranges.stream().filter(range -> !range.isWhole(x.shape())).toList();
        if (cutting.isEmpty()) {
            return x;
        }
        return ops.slice(
                x,
                cutting.stream().mapToLong(Range::start).toArray(),
                cutting.stream().mapToLong(range -> range.end(x.shape())).toArray(),
                cutting.stream().mapToLong(Range::axis).toArray(),
                cutting.stream().mapToLong(Range::step).toArray());
    }

    private long end(Shape shape) {
        long end = step > 0 ? Math.min(shape.dim(axis), start + count * step) : start + count * step;
        // -1 would be the last slice, not the place before the first.
        return end >= 0 ? end : -1 - shape.dim(axis);
    }

    /** Puts what was cut back to where it was, with zeros elsewhere. */
    static Value restore(Ops ops, Value part, Shape whole, List<Range> ranges) {
        Value restored = part;
        for (Range range : ranges) {
            restored = range.restore(ops, restored, whole.dim(range.axis()));
        }
        return restored;
    }

    private Value restore(Ops ops, Value part, long size) {
        if (step < 0) {
            Value forwards = cut(ops, part, List.of(new Range(axis, count - 1, count, -1)));
            return new Range(axis, start + (count - 1) * step, count, -step).restore(ops, forwards, size);
        }
        long after = size - start - count * step;
        Value apart = stuffed(ops, part);
        if (after < 0) {
            apart = cut(ops, apart, List.of(new Range(axis, 0, count * step + after, 1)));
        }
        if (start == 0 && after <= 0) {
            return apart;
        }
        int rank = part.shape().rank();
        long[] zeros = new long[2 * rank];
        zeros[axis] = start;
        zeros[rank + axis] = Math.max(0, after);
        return ops.pad(apart, zeros);
    }

    /** Step - 1 zeros behind each slice. */
    private Value stuffed(Ops ops, Value part) {
        if (step == 1) {
            return part;
        }
        long[] dims = part.shape().dims();
        long[] apart = new long[dims.length + 1];
        System.arraycopy(dims, 0, apart, 0, axis + 1);
        apart[axis + 1] = 1;
        System.arraycopy(dims, axis + 1, apart, axis + 2, dims.length - axis - 1);
        long[] zeros = new long[2 * apart.length];
        zeros[apart.length + axis + 1] = step - 1;
        return ops.reshape(
                ops.pad(ops.reshape(part, apart), zeros), part.shape().with(axis, dims[axis] * step));
    }
}
