package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/** Passes gradients back through a convolution by ConvTranspose, for any strides, pads, dilations and groups. */
public final class TransposedConvInputGradient implements ConvInputGradientLowering {
    @Override
    public Value inputGradient(Ops ops, Value dy, Value weight, ConvGeometry geometry, Shape input) {
        long[] outputPadding = new long[geometry.axes()];
        for (int i = 0; i < outputPadding.length; i++) {
            long covered = (dy.dim(i + 2) - 1) * geometry.strides()[i]
                    + geometry.reach(i)
                    + 1
                    - geometry.padsBegin()[i]
                    - geometry.padsEnd()[i];
            outputPadding[i] = input.dim(i + 2) - covered;
        }
        Attributes attributes = geometry.attributes().with("output_padding", outputPadding);
        return ops.builder().call("ConvTranspose", attributes, dy, weight);
    }
}
