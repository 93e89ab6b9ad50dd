package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** ConvTranspose with explicit pads, as the compiler writes it. */
final class TransposedConvolution implements Operator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Value x = call.input(0);
        Value weight = call.input(1);
        int axes = x.shape().rank() - 2;
        long[] kernel = java.util.Arrays.copyOfRange(weight.shape().dims(), 2, 2 + axes);
        long[] extra = call.attributes().integers("output_padding", new long[axes]);
        // The window is larger than the input here, so only the plain attributes are read.
        long[] strides = call.attributes().integers("strides", ones(axes));
        long[] dilations = call.attributes().integers("dilations", ones(axes));
        long[] pads = call.attributes().integers("pads", new long[2 * axes]);
        ConvGeometry forward = ConvGeometry.explicit(
                kernel,
                strides,
                dilations,
                java.util.Arrays.copyOf(pads, axes),
                java.util.Arrays.copyOfRange(pads, axes, 2 * axes),
                call.attributes().integer("group", 1));
        long[] dims = x.shape().dims();
        dims[1] = weight.dim(1) * forward.groups();
        for (int i = 0; i < axes; i++) {
            dims[i + 2] = (dims[i + 2] - 1) * strides[i] + forward.reach(i) + 1 - pads[i] - pads[axes + i] + extra[i];
        }
        return List.of(x.type().withShape(Shape.of(dims)));
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
