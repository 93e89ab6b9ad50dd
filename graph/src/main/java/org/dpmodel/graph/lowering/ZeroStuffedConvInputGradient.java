package org.dpmodel.graph.lowering;

import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Passes gradients back through a convolution by an ordinary convolution of stride 1: inserted zeros undo the stride, and
 * the kernel is flipped with its channels exchanged. For any strides, pads, dilations and groups, without ConvTranspose,
 * which some devices do not offer in float32. The number of multiplications grows by the product of the strides.
 */
public final class ZeroStuffedConvInputGradient implements ConvInputGradientLowering {
    /** The lowering; it has no settings. */
    public ZeroStuffedConvInputGradient() {}

    @Override
    public Value inputGradient(Ops ops, Value dy, Value weight, ConvGeometry geometry, Shape input) {
        int axes = geometry.axes();
        Value stuffed = ZeroStuffing.between(ops, dy, geometry.strides());
        long[] begin = new long[axes];
        long[] end = new long[axes];
        long[] from = new long[axes];
        long[] to = new long[axes];
        for (int i = 0; i < axes; i++) {
            long before = geometry.reach(i) - geometry.padsBegin()[i];
            long after = input.dim(i + 2) + geometry.padsBegin()[i] - stuffed.dim(i + 2);
            // Elements before the first or after the last one that the input contributes to are removed.
            begin[i] = Math.max(0, before);
            end[i] = Math.max(0, after);
            from[i] = Math.max(0, -before);
            to[i] = stuffed.dim(i + 2) - Math.max(0, -after);
        }
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        Value read = ops.slice(stuffed, from, to, spatial, ones);
        ConvGeometry back =
                ConvGeometry.explicit(geometry.kernel(), ones, geometry.dilations(), begin, end, geometry.groups());
        return ops.builder().call("Conv", back.attributes(), read, TurnedKernel.of(ops, weight, geometry));
    }
}
