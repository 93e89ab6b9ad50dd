package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/** A way to compute the gradient of a convolution's weight for each unit. */
public interface ConvWeightGradientLowering {
    /**
     * Writes the gradients of all units into a graph:
     *
     * <pre>
     * g[c, u, o, i...] = Σ over members b of u, positions t:  dY[b, o, t...] · X[b, c, t stride + i dilation − pad...]
     * </pre>
     *
     * @param ops where the nodes go
     * @param x input of the convolution, {@code [batch, channels, spatial...]}
     * @param dy gradient of its output, {@code [batch, outputs, positions...]}
     * @param geometry of the forward convolution
     * @param units the units
     * @return the gradients, in the layout that needs no additional work
     */
    UnitGradients perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units);
}
