package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/** A way to pass gradients back through a convolution. */
public interface ConvInputGradientLowering {
    /**
     * Writes the gradient of the input into a graph.
     *
     * @param ops where the nodes go
     * @param dy gradient of the output, {@code [batch, outputs, positions...]}
     * @param weight {@code [outputs, channels / groups, kernel...]}
     * @param geometry of the forward convolution
     * @param input shape of the input
     * @return gradient of the input, {@code [batch, channels, spatial...]}
     */
    Value inputGradient(Ops ops, Value dy, Value weight, ConvGeometry geometry, Shape input);
}
