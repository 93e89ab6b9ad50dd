package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.AxisRange;

/** Slices ranges of values, and puts them back. */
final class Ranges {
    private Ranges() {}

    /** The slices of a value in some ranges, each along a different axis. */
    static Value cut(Ops ops, Value x, List<AxisRange> ranges) {
        List<AxisRange> cutting =
                ranges.stream().filter(range -> !range.isWhole(x.shape())).toList();
        if (cutting.isEmpty()) {
            return x;
        }
        return ops.slice(
                x,
                cutting.stream().mapToLong(AxisRange::start).toArray(),
                cutting.stream().mapToLong(range -> end(range, x.shape())).toArray(),
                cutting.stream().mapToLong(AxisRange::axis).toArray(),
                cutting.stream().mapToLong(AxisRange::step).toArray());
    }

    private static long end(AxisRange range, Shape shape) {
        long size = shape.dim(range.axis());
        long behind = range.start() + range.count() * range.step();
        long end = range.step() > 0 ? Math.min(size, behind) : behind;
        // -1 would be the last slice, not the position before the first.
        return end >= 0 ? end : -1 - size;
    }

    /** Puts sliced elements back in their positions, with zeros elsewhere. */
    static Value restore(Ops ops, Value part, Shape whole, List<AxisRange> ranges) {
        Value restored = part;
        for (AxisRange range : ranges) {
            restored = restore(ops, restored, range, whole.dim(range.axis()));
        }
        return restored;
    }

    private static Value restore(Ops ops, Value part, AxisRange range, long size) {
        int axis = range.axis();
        long count = range.count();
        long step = range.step();
        if (step < 0) {
            Value forwards = cut(ops, part, List.of(new AxisRange(axis, count - 1, count, -1)));
            return restore(ops, forwards, range.forwards(), size);
        }
        long start = range.start();
        long after = size - start - count * step;
        Value apart = stuffed(ops, part, axis, step);
        if (after < 0) {
            apart = cut(ops, apart, List.of(new AxisRange(axis, 0, count * step + after, 1)));
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

    /** Step - 1 zeros after each slice. */
    private static Value stuffed(Ops ops, Value part, int axis, long step) {
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
