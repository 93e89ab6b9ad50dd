package org.dpmodel.graph.lowering;

import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Passes gradients back through a convolution of stride 1 by an ordinary convolution with the flipped kernel and its
 * channels exchanged; other strides are left to another lowering.
 *
 * @param otherwise handles the other convolutions
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
        return ops.builder().call("Conv", back.attributes(), dy, TurnedKernel.of(ops, weight, geometry));
    }
}
