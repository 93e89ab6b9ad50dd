package org.dpmodel.graph.lowering;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * Gradients back through a convolution of stride 1 by an ordinary convolution with the kernel turned around and its
 * channels exchanged; other strides are left to another lowering.
 *
 * @param otherwise takes the convolutions that this one does not
 */
public record FlippedConvInputGradient(ConvInputGradientLowering otherwise) implements ConvInputGradientLowering {
    @Override
    public Value inputGradient(Ops ops, Value dy, Value weight, ConvGeometry geometry, Shape input) {
        int axes = geometry.axes();
        long[] begin = new long[axes];
        long[] end = new long[axes];
        for (int i = 0; i < axes; i++) {
            begin[i] = geometry.reach(i) - geometry.padsBegin()[i];
            end[i] = geometry.reach(i) - geometry.padsEnd()[i];
        }
        boolean negative =
                LongStream.concat(LongStream.of(begin), LongStream.of(end)).anyMatch(p -> p < 0);
        if (!geometry.hasUnitStrides() || negative) {
            return otherwise.inputGradient(ops, dy, weight, geometry, input);
        }
        ConvGeometry back = ConvGeometry.explicit(
                geometry.kernel(), geometry.strides(), geometry.dilations(), begin, end, geometry.groups());
        return ops.builder().call("Conv", back.attributes(), dy, turnedAround(ops, weight, geometry));
    }

    /** From {@code [outputs, channels / groups, kernel...]} to {@code [channels, outputs / groups, kernel...]}. */
    private static Value turnedAround(Ops ops, Value weight, ConvGeometry geometry) {
        int axes = geometry.axes();
        long groups = geometry.groups();
        long outputs = weight.dim(0) / groups;
        long channels = weight.dim(1);
        long[] kernel = geometry.kernel();
        long[] last = LongStream.generate(() -> -1).limit(axes).toArray();
        long[] beforeFirst =
                LongStream.generate(() -> Integer.MIN_VALUE).limit(axes).toArray();
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        Value flipped = ops.slice(weight, last, beforeFirst, spatial, last);
        long[] grouped = LongStream.concat(LongStream.of(groups, outputs, channels), Arrays.stream(kernel))
                .toArray();
        int[] exchange = IntStream.concat(IntStream.of(0, 2, 1), IntStream.range(3, 3 + axes))
                .toArray();
        Value exchanged = ops.transpose(ops.reshape(flipped, grouped), exchange);
        long[] shape = LongStream.concat(LongStream.of(groups * channels, outputs), Arrays.stream(kernel))
                .toArray();
        return ops.reshape(exchanged, shape);
    }
}
