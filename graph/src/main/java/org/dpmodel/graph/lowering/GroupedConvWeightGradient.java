package org.dpmodel.graph.lowering;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * The weight gradients of all units by one grouped convolution: channels become the batch, units (times the groups of the
 * forward convolution) become groups, the members of a unit become channels within a group, and the output's gradient
 * becomes the kernel. Strides and dilations are exchanged.
 */
public final class GroupedConvWeightGradient implements ConvWeightGradientLowering {
    @Override
    public UnitGradients perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units) {
        long u = units.count();
        long members = units.unitSize();
        long groups = geometry.groups();
        long channels = x.dim(1) / groups;
        long outputs = dy.dim(1) / groups;

        // The input after the last window is removed first, since the correlation would otherwise produce elements
        // beyond
        // the kernel.
        long[] padsEnd = geometry.padsEnd();
        Value read = readPart(ops, x, geometry, padsEnd);
        long[] spatial = Arrays.copyOfRange(read.shape().dims(), 2, read.shape().rank());
        Value data = ops.reshape(read, join(new long[] {u, members, groups, channels}, spatial));
        data = ops.transpose(data, order(geometry, 3, 0, 2, 1));
        data = ops.reshape(data, join(new long[] {channels, u * groups * members}, spatial));

        long[] positions = Arrays.copyOfRange(dy.shape().dims(), 2, dy.shape().rank());
        Value kernel = ops.reshape(dy, join(new long[] {u, members, groups, outputs}, positions));
        kernel = ops.transpose(kernel, order(geometry, 0, 2, 3, 1));
        kernel = ops.reshape(kernel, join(new long[] {u * groups * outputs, members}, positions));

        ConvGeometry swapped = ConvGeometry.explicit(
                positions, geometry.dilations(), geometry.strides(), geometry.padsBegin(), padsEnd, u * groups);
        Value wide = ops.builder().call("Conv", swapped.attributes(), data, kernel);
        // If windows cover only padding, there is an additional element.
        long[] axes = LongStream.range(2, 2L + geometry.axes()).toArray();
        long[] ones = LongStream.generate(() -> 1).limit(axes.length).toArray();
        Value gradient = ops.slice(wide, new long[axes.length], geometry.kernel(), axes, ones);
        return new UnitGradients(
                ops.reshape(gradient, join(new long[] {channels, u, groups * outputs}, geometry.kernel())),
                UnitGradients.Layout.CHANNELS_FIRST);
    }

    /** The part of the input that windows cover; reduces padding that no window covers. */
    private static Value readPart(Ops ops, Value x, ConvGeometry geometry, long... padsEnd) {
        int axes = geometry.axes();
        Shape positions = geometry.outputShape(x.shape(), x.dim(1));
        long[] begin = new long[axes];
        long[] ends = Arrays.copyOfRange(x.shape().dims(), 2, x.shape().rank());
        for (int i = 0; i < axes; i++) {
            long reach = (geometry.kernel()[i] - 1) * geometry.dilations()[i] + 1;
            long read = (positions.dim(i + 2) - 1) * geometry.strides()[i] + reach - geometry.padsBegin()[i];
            padsEnd[i] = Math.max(0, read - ends[i]);
            ends[i] = Math.max(1, Math.min(ends[i], read));
        }
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        return ops.slice(x, begin, ends, spatial, ones);
    }

    private static int[] order(ConvGeometry geometry, int... leading) {
        int[] order = Arrays.copyOf(leading, 4 + geometry.axes());
        for (int axis = 4; axis < order.length; axis++) {
            order[axis] = axis;
        }
        return order;
    }

    private static long[] join(long[] first, long[] second) {
        return LongStream.concat(LongStream.of(first), LongStream.of(second)).toArray();
    }
}
