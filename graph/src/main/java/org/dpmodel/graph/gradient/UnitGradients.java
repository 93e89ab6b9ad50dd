package org.dpmodel.graph.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The gradient of a convolution's weight for each unit, in the layout that a lowering produces without additional work.
 *
 * @param values the gradients, with one axis for each name of the layout
 * @param layout the order of the axes
 */
public record UnitGradients(Value values, Layout layout) {
    /** Orders of axes. */
    public enum Layout {
        /** {@code [channels / groups, units, outputs, kernel...]}. */
        CHANNELS_FIRST,
        /** {@code [units, channels / groups, kernel..., outputs]}. */
        UNITS_FIRST
    }

    private boolean unitsFirst() {
        return layout == Layout.UNITS_FIRST;
    }

    private int kernelAxes() {
        return values.shape().rank() - 3;
    }

    /**
     * Where the outputs are.
     *
     * @return the axis
     */
    public int outputAxis() {
        return unitsFirst() ? 2 + kernelAxes() : 2;
    }

    /**
     * The position of the kernel's first axis; the others follow.
     *
     * @return the axis
     */
    public int kernelAxis() {
        return unitsFirst() ? 2 : 3;
    }

    private long units() {
        return values.dim(unitsFirst() ? 0 : 1);
    }

    private long channels() {
        return values.dim(unitsFirst() ? 1 : 0);
    }

    /** As {@code [units, rest]} or {@code [channels, units, rest]}. */
    private Value joined(Ops ops) {
        long size = values.shape().size();
        return unitsFirst()
                ? ops.reshape(values, units(), size / units())
                : ops.reshape(values, channels(), units(), size / units() / channels());
    }

    /**
     * The squared norm of each unit's gradient.
     *
     * @param ops where the nodes go
     * @return {@code [units]}
     */
    public Value squaredNorms(Ops ops) {
        if (unitsFirst()) {
            return ops.sumOfSquares(joined(ops), 1);
        }
        // Transposed, since engines add up the columns of a matrix in blocks, so results would depend on a unit's
        // block.
        Value perChannel = ops.sumOfSquares(joined(ops), 2);
        return ops.sum(ops.transpose(perChannel, 1, 0), 1);
    }

    /**
     * The weighted sum over the units.
     *
     * @param ops where the nodes go
     * @param row the units' factors, {@code [1, units]}
     * @return {@code [outputs, channels / groups, kernel...]}
     */
    public Value weightedSum(Ops ops, Value row) {
        Value sum = ops.matMul(row, joined(ops));
        return new UnitGradients(ops.reshape(sum, values.shape().with(unitsFirst() ? 0 : 1, 1)), layout).onlyUnit(ops);
    }

    /**
     * The gradient, if there is only one unit.
     *
     * @param ops where the nodes go
     * @return {@code [outputs, channels / groups, kernel...]}
     */
    public Value onlyUnit(Ops ops) {
        Value rows = rows(ops);
        return ops.reshape(
                rows, Arrays.copyOfRange(rows.shape().dims(), 1, rows.shape().rank()));
    }

    /**
     * The gradients in the layout of the stored weight.
     *
     * @param ops where the nodes go
     * @return {@code [units, outputs, channels / groups, kernel...]}
     */
    public Value rows(Ops ops) {
        int[] first = unitsFirst() ? new int[] {0, outputAxis(), 1} : new int[] {1, 2, 0};
        int[] kernel =
                IntStream.range(kernelAxis(), kernelAxis() + kernelAxes()).toArray();
        return ops.transpose(
                values,
                IntStream.concat(IntStream.of(first), IntStream.of(kernel)).toArray());
    }
}
