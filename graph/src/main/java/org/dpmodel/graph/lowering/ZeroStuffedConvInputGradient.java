package org.dpmodel.graph.lowering;

import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Gradients back through a convolution by an ordinary convolution of stride 1: zeros undo the stride, the kernel is
 * turned around and its channels exchanged. For any strides, pads, dilations and groups, without ConvTranspose, whose
 * float32 form is not declared everywhere. Strides cost it their product in multiplications by zero.
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
            // What lies before the first or behind the last element that the input has a part in is cut off.
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
