package org.dpmodel.graph.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;

/**
 * Every step-th slice along an axis, backwards if the step is negative.
 *
 * @param axis the axis, counted from the start
 * @param start the first slice
 * @param count how many
 * @param step distance from one to the next, not 0
 */
public record AxisRange(int axis, long start, long count, long step) {
    /**
     * The ranges of a Slice node. Axes and steps may be absent; indices count from the end if negative, and are clamped.
     *
     * @param call the node
     * @return one range for each axis that it slices
     * @throws org.dpmodel.graph.GraphException if a setting is not a constant, an axis is sliced twice, or a step is 0
     */
    public static List<AxisRange> of(OperatorCall call) {
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
        List<AxisRange> ranges = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            int axis = shape.axis(axes[i]);
            call.require(
                    ranges.stream().noneMatch(range -> range.axis() == axis), () -> "axis " + axis + " is cut twice");
            call.require(LongStream.of(steps).allMatch(step -> step != 0), () -> "a step of 0 never ends");
            ranges.add(clamped(axis, shape.dim(axis), starts[i], ends[i], steps[i]));
        }
        return ranges;
    }

    private static AxisRange clamped(int axis, long size, long start, long end, long step) {
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long first = Math.min(high, Math.max(0, start < 0 ? start + size : start));
        long stop = Math.min(high, Math.max(low, end < 0 ? end + size : end));
        long distance = step > 0 ? stop - first : first - stop;
        // The most negative step cannot be negated, and is longer than any axis.
        long stride = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
        long count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
        return new AxisRange(axis, first, count, count <= 1 ? Long.signum(step) : step);
    }

    /**
     * The range that picks the given slices.
     *
     * @param axis the axis, counted from the start
     * @param indices positions along it, counted from the start
     * @return a range, if there is at least one position and all are equally spaced
     */
    public static Optional<AxisRange> ofIndices(int axis, long[] indices) {
        if (indices.length == 0) {
            return Optional.empty();
        }
        long step = indices.length == 1 ? 1 : indices[1] - indices[0];
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] - indices[i - 1] != step) {
                return Optional.empty();
            }
        }
        return step == 0 ? Optional.empty() : Optional.of(new AxisRange(axis, indices[0], indices.length, step));
    }

    /**
     * Whether the range is the whole axis, in order.
     *
     * @param shape the shape that it slices
     * @return true if nothing is omitted or moved
     */
    public boolean isWhole(Shape shape) {
        return start == 0 && step == 1 && count == shape.dim(axis);
    }

    /**
     * The same slices in ascending order.
     *
     * @return this range, or the one that visits its slices from the last to the first
     */
    public AxisRange forwards() {
        return step > 0 ? this : new AxisRange(axis, start + (count - 1) * step, count, -step);
    }

    /**
     * The position after the last slice, for engines that use start, end and a positive step.
     *
     * @return an end that is not outside the axis
     */
    public long end() {
        return count == 0 ? start : start + (count - 1) * step + 1;
    }
}
