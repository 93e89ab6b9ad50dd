package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/** A way to compute maximum pooling and its derivative. The first of several equal maxima of a window gets the gradient. */
public interface MaxPoolLowering {
    /**
     * Writes the pooling into a graph.
     *
     * @param ops where the nodes go
     * @param x {@code [batch, channels, spatial...]}
     * @param geometry of the window
     * @return the pooled value with its backward pass
     */
    Recording record(Ops ops, Value x, ConvGeometry geometry);
}
