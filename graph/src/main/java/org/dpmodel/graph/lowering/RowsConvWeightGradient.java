package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * The weight gradients of all units by one batched matrix product for each element of the kernel along its first axis.
 * The input is laid out as patches along all other axes. A kernel element along the first axis then sees a contiguous
 * range of whole rows, so an engine whose slices are views copies the input as often as the kernel is wide, not as often
 * as it has elements. If the first stride is larger than 1, the rows are first grouped by their remainder. Gradients of
 * the members of a unit are added up.
 *
 * @param otherwise handles convolutions whose matrices would be too small to be fast, and training without privacy, where
 *     all examples are one unit
 * @param fewChannels the largest number of input channels per group that counts as too small
 */
public record RowsConvWeightGradient(ConvWeightGradientLowering otherwise, int fewChannels)
        implements ConvWeightGradientLowering {
    /** The position of the rows in {@code [batch, channels, rows, ...]}. */
    private static final int ROWS = 2;

    /** The position of the first axis of the kernel in {@code [batch, groups, channels, kernel, other kernel axes, outputs]}. */
    private static final int KERNEL = 3;

    @Override
    public UnitGradients perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units) {
        long groups = geometry.groups();
        long channels = x.dim(1) / groups;
        if (channels <= fewChannels || units.count() == 1) {
            return otherwise.perUnit(ops, x, dy, geometry, units);
        }
        long outputs = dy.dim(1) / groups;
        long positions = dy.shape().size(2, dy.shape().rank());
        long matrices = x.dim(0) * groups;
        long[] kernel = geometry.kernel();
        long perRow = LongStream.of(kernel).skip(1).reduce(channels, Math::multiplyExact);

        Value gradients = ops.transpose(ops.reshape(dy, matrices, outputs, positions), 0, 2, 1);
        List<Value> rows = rows(ops, x, geometry, matrices, perRow);
        List<Value> products = new ArrayList<>();
        for (long k = 0; k < kernel[0]; k++) {
            long first = k * geometry.dilations()[0];
            long stride = geometry.strides()[0];
            Value seen = range(ops, rows.get((int) (first % stride)), first / stride, dy.dim(ROWS), 1);
            Value product = ops.matMul(ops.reshape(seen, matrices, perRow, positions), gradients);
            products.add(ops.reshape(product, x.dim(0), groups, channels, 1, perRow / channels, outputs));
        }
        Value members = ops.concat(KERNEL, products);
        if (groups > 1) {
            members = ops.transpose(members, 0, 2, 3, 4, 1, 5);
        }
        long elements = channels * kernel[0] * (perRow / channels) * groups * outputs;
        Value split = ops.reshape(members, units.count(), units.unitSize(), elements);
        Value values = units.unitSize() == 1 ? split : ops.reduceSum(split, false, 1);
        return new UnitGradients(
                ops.reshape(values, shape(units, channels, kernel, groups * outputs)),
                UnitGradients.Layout.UNITS_FIRST);
    }

    private static long[] shape(Units units, long channels, long[] kernel, long outputs) {
        long[] shape = new long[kernel.length + 3];
        shape[0] = units.count();
        shape[1] = channels;
        System.arraycopy(kernel, 0, shape, 2, kernel.length);
        shape[kernel.length + 2] = outputs;
        return shape;
    }

    /** The rows of each remainder of the first stride, {@code [matrices, channels · kernel of the other axes, rows, ...]}. */
    private static List<Value> rows(Ops ops, Value x, ConvGeometry geometry, long matrices, long perRow) {
        Value padded = Patches.padded(ops, x, geometry);
        long stride = geometry.strides()[0];
        List<Value> rows = new ArrayList<>();
        for (long remainder = 0; remainder < Math.min(stride, padded.dim(ROWS)); remainder++) {
            long count = (padded.dim(ROWS) - remainder + stride - 1) / stride;
            Value unfolded = Patches.along(ops, range(ops, padded, remainder, count, stride), geometry, 1);
            long side = unfolded.shape().size() / (matrices * perRow * count);
            rows.add(ops.reshape(unfolded, matrices, perRow, count, side));
        }
        return rows;
    }

    private static Value range(Ops ops, Value x, long start, long count, long step) {
        long end = start + (count - 1) * step + 1;
        boolean whole = start == 0 && step == 1 && end == x.dim(ROWS);
        return whole ? x : ops.slice(x, new long[] {start}, new long[] {end}, new long[] {ROWS}, new long[] {step});
    }
}
